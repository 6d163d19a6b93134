/** Artifacts: taken in as a stream, listed by run and commit, given out as files, expired and swept. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { request as open } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { artifactKey, sweepArtifacts } from "lib/archive/artifacts";
import { type Artifact, Artifacts } from "lib/model/artifact";
import artifacts from "pages/api/artifacts/index";
import ofCommit from "pages/api/artifacts/[owner]/[repo]/index";
import ofRun from "pages/api/artifacts/[owner]/[repo]/[workflow_id]/index";
import download from "pages/api/artifacts/[owner]/[repo]/[workflow_id]/[run_attempt]/[...path]";
import { type ServedRoutes, serveRoutes } from "test/kit/api_routes";
import * as make from "test/kit/deliveries";
import { type FakeGithub, fakeGithub } from "test/kit/fake_github";
import { type FakeS3, startS3 } from "test/kit/fake_s3";
import { until } from "test/kit/hud_client";
import { servicesWith } from "test/kit/services";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";

const repo = "octo/widgets";
const day_ms = 86_400_000;
let warehouse: TestWarehouse;
let folder: string;
let github: FakeGithub;
let services: ReturnType<typeof servicesWith>;
let served: ServedRoutes;

const routes = {
  "/api/artifacts": artifacts,
  "/api/artifacts/[owner]/[repo]": ofCommit,
  "/api/artifacts/[owner]/[repo]/[workflow_id]": ofRun,
  "/api/artifacts/[owner]/[repo]/[workflow_id]/[run_attempt]/[...path]": download,
};

beforeAll(async () => {
  warehouse = await startWarehouse();
  folder = await mkdtemp(path.join(tmpdir(), "hud-artifacts-"));
  github = await fakeGithub({
    repos: [],
    token: "ghp_x",
    routes: [
      [
        "GET",
        /^\/repos\/octo\/widgets\/actions\/runs\/(?<run>\d+)\/artifacts$/,
        ({ parts }) => ({
          body: {
            total_count: 1,
            artifacts:
              parts.run === "9"
                ? [
                    {
                      ...{ id: 77, name: "coverage", size_in_bytes: 5, expired: true },
                      ...{ created_at: "2026-01-01T00:00:00Z", expires_at: "2026-02-01T00:00:00Z" },
                    },
                  ]
                : [],
          },
        }),
      ],
    ],
  });
  services = servicesWith(warehouse, {
    HUD_ARCHIVE: `file:${folder}`,
    HUD_ARTIFACT_MAX: "1000000",
    HUD_ARTIFACT_DAYS: "30",
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: "ghp_x",
  });
  served = await serveRoutes(services, routes);
  await warehouse.replicate(repo, [make.run({ id: 9 }), make.job({ id: 90, run_id: 9, name: "build" })]);
});
afterAll(async () => {
  await served.stop();
  await services.close();
  await github.stop();
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  body: Record<string, unknown>;
}
const authorized = (): { Authorization: string } => ({ Authorization: `Bearer ${services.config.secrets.api_token}` });

async function post(
  query: Record<string, string>,
  body: RequestInit["body"],
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${served.url}/api/artifacts?${new URLSearchParams(query).toString()}`, {
    ...{ method: "POST", body: body ?? null, headers: { ...authorized(), ...headers } },
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}
const place = { repo, workflow_id: "9", run_attempt: "1", job_id: "90" };

/** As it goes over the wire: fetch would tidy the address up. */
function get(
  address: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(served.url);
    const sent = open({ hostname, port, path: address, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject).end();
  });
}
async function list(address: string): Promise<Artifact[]> {
  const response = await fetch(served.url + address);
  expect(response.status).toBe(200);
  return Artifacts.parse(await response.json());
}

test("taken in, listed and given out: whole, in part, and only its headers", async () => {
  const bytes = randomBytes(200_000);
  const taken = await post({ ...place, name: "wheels/torch-2.1+cpu (1).whl" }, bytes);
  const url = "/api/artifacts/octo/widgets/9/1/90/wheels/torch-2.1%2Bcpu%20(1).whl";
  expect(taken).toEqual({
    status: 200,
    body: { ok: true, name: "wheels/torch-2.1+cpu (1).whl", size_bytes: 200_000, url },
  });

  const whole = await get(url);
  expect(whole.bytes.equals(bytes)).toBe(true);
  expect(whole).toMatchObject({
    status: 200,
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": 'attachment; filename="torch-2.1+cpu (1).whl"',
      "x-content-type-options": "nosniff",
      "content-length": "200000",
      "accept-ranges": "bytes",
    },
  });
  for (const [range, from, to] of [
    ["bytes=0-0", 0, 0],
    ["bytes=199990-", 199_990, 199_999],
    ["bytes=-5", 199_995, 199_999],
    ["bytes=5-999999", 5, 199_999],
  ] as const) {
    const part = await get(url, { Range: range });
    expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes ${from}-${to}/200000`]);
    expect(part.bytes.equals(bytes.subarray(from, to + 1))).toBe(true);
  }
  const beyond = await get(url, { Range: "bytes=200000-" });
  expect([beyond.status, beyond.headers["content-range"]]).toEqual([416, "bytes */200000"]);
  expect((await get(url, { Range: "lines=1-2" })).status).toBe(200);
  const head = await get(url, {}, "HEAD");
  expect([head.status, head.headers["content-length"], head.bytes.length]).toEqual([200, "200000", 0]);
  const etag = String(whole.headers.etag);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
    expect((await get(url, { "If-None-Match": known })).status).toBe(304);
  }
  expect((await get(url, { Range: "bytes=0-0", "If-Range": etag })).status).toBe(206);
  expect((await get(url, { Range: "bytes=0-0", "If-Range": '"other"' })).status).toBe(200);

  const [run] = await list(`/api/artifacts/${repo}/9`);
  expect(run).toMatchObject({ workflow_id: 9, run_attempt: 1, job_id: 90, size_bytes: 200_000, expired: false, url });
  const of_commit = await list(`/api/artifacts/${repo}?sha=${make.sha("a")}`);
  expect(of_commit).toMatchObject([
    { name: "wheels/torch-2.1+cpu (1).whl", workflow_name: "CI", job_name: "build", source: "archive" },
    { name: "coverage", source: "github", expired: true, url: expect.stringMatching(/\/runs\/\d+\/artifacts\/77$/) },
  ]);
  await list(`/api/artifacts/${repo}/9`);
  expect(github.count(/runs\/9\/artifacts/)).toBe(1);
});

test("in a form, packed, of the whole run, and again", async () => {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...place, run_attempt: "2" }))
    if (name !== "job_id") body.set(name, value);
  body.append("file", new Blob(["hello"]), "日本.txt");
  const answer = await post({}, body);
  expect(answer).toMatchObject({ status: 200, body: { name: "日本.txt", size_bytes: 5 } });
  const found = await get(String(answer.body.url));
  expect(found.bytes.toString()).toBe("hello");
  expect(found.headers["content-disposition"]).toBe(
    `attachment; filename="__.txt"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt`,
  );
  const again = { ...place, name: "again.txt" };
  await post(again, gzipSync("first"), { "Content-Encoding": "gzip" });
  const second = await post(again, "second");
  expect((await get(String(second.body.url))).bytes.toString()).toBe("second");
  await post({ ...place, name: "empty" }, "");
  expect(await get("/api/artifacts/octo/widgets/9/1/90/empty")).toMatchObject({
    status: 200,
    headers: { "content-length": "0" },
  });
});

test("what CI wrote into the archive by itself is there all the same", async () => {
  await services.archive.put("artifacts/octo/widgets/9/3/logs/build, release.zip", Buffer.from("zip"));
  const found = (await list(`/api/artifacts/${repo}/9`)).find(({ run_attempt }) => run_attempt === 3);
  expect(found).toMatchObject({ name: "logs/build, release.zip", job_id: null });
  expect((await get(found?.url ?? "")).bytes.toString()).toBe("zip");
});

test.each([
  ["../../../../raw/x"],
  ["a/../../b"],
  ["/etc/passwd"],
  ["a//b"],
  ["."],
  [""],
  ["a\nb"],
  ["a\u0000b"],
  ["a\\b"],
  ["con<script>"],
  ["x".repeat(300)],
])("the name %j is refused", async (name) => {
  const before = await readdir(folder, { recursive: true });
  const { status, body } = await post({ ...place, name }, "x");
  expect([status, String(body.error)]).toEqual([400, expect.stringMatching(/^name: /)]);
  expect(await readdir(folder, { recursive: true })).toEqual(before);
});

test.each([
  "/api/artifacts/octo/widgets/9/1/..%2f..%2f..%2f..%2f..%2fraw",
  "/api/artifacts/octo/widgets/9/1/90/%2e%2e/%2e%2e/secret",
  "/api/artifacts/octo/widgets/9/1/90%2fagain.txt",
  "/api/artifacts/octo/widgets/9/1/90/a%00b",
  "/api/artifacts/octo/widgets/9/1/90",
  "/api/artifacts/octo/widgets/9/1/90/nobody",
])("nothing is at %s", async (address) => {
  expect((await get(address)).status).toBe(404);
});

test("without the token nothing is taken; too much, or half of it, is not kept", async () => {
  const none = await fetch(`${served.url}/api/artifacts?name=a`, { method: "POST", body: "x" });
  expect(none.status).toBe(401);
  const before = await readdir(folder, { recursive: true });
  expect((await post({ ...place, name: "large" }, Buffer.alloc(1_000_001))).status).toBe(413);
  expect((await post({ ...place, name: "huge" }, Buffer.alloc(3_000_000))).status).toBe(413);
  expect(
    (await post({ ...place, name: "bomb" }, gzipSync(Buffer.alloc(5_000_000)), { "Content-Encoding": "gzip" })).status,
  ).toBe(413);
  const kept = () => readdir(folder, { recursive: true });
  const written = async () => (await kept()).filter((name) => name.endsWith(".partial")).length;
  expect(await written()).toBe(0);
  const half = open(`${served.url}/api/artifacts?${new URLSearchParams({ ...place, name: "half" }).toString()}`, {
    method: "POST",
    headers: { ...authorized(), "Content-Length": "5000" },
  });
  half.on("error", () => undefined).write("x".repeat(1000));
  await until("its first bytes are written", async () => (await written()) === 1);
  half.destroy();
  await until("they are gone", async () => (await written()) === 0);
  expect(await kept()).toEqual(before);
  expect(await post({ ...place, job_id: "x", name: "a" }, "x")).toMatchObject({
    status: 400,
    body: { error: expect.stringMatching(/^job_id: /) },
  });
});

test("what is too old is shown as expired, given out no more, and swept; its mark goes with time", async () => {
  const key = artifactKey({ repo, workflow_id: 70, run_attempt: 1, job_id: null, name: "old.bin" });
  await services.archive.put(key, Buffer.from("12345"));
  await services.archive.put(key.replace("old", "new"), Buffer.from("1"));
  const then = new Date(Date.now() - 31 * day_ms);
  await utimes(path.join(folder, key), then, then);
  const expired = { name: "old.bin", expired: true, size_bytes: 5, created_at: then.toISOString() };
  const listed = async (): Promise<Artifact | undefined> =>
    (await list(`/api/artifacts/${repo}/70`)).find(({ name }) => name === "old.bin");
  expect(await listed()).toMatchObject(expired);
  expect((await get("/api/artifacts/octo/widgets/70/1/run/old.bin")).status).toBe(410);
  expect(await sweepArtifacts(services.archive, 30, new Date())).toBe(1);
  expect(await listed()).toMatchObject(expired);
  expect((await get("/api/artifacts/octo/widgets/70/1/run/old.bin")).status).toBe(404);
  expect(await sweepArtifacts(services.archive, 30_000, new Date(Date.now() + 400 * day_ms))).toBe(0);
  expect(await listed()).toBeUndefined();
});

test("a run without artifacts, and a commit that nobody knows", async () => {
  expect((await get(`/api/artifacts/${repo}/123456`)).status).toBe(404);
  expect(await list(`/api/artifacts/${repo}?sha=${"0".repeat(40)}`)).toEqual([]);
  expect((await get(`/api/artifacts/${repo}?sha=abc`)).status).toBe(404);
});

describe("in a bucket", () => {
  let s3: FakeS3;
  beforeAll(async () => {
    process.env.AWS_ACCESS_KEY_ID ??= "test";
    process.env.AWS_SECRET_ACCESS_KEY ??= "test";
    s3 = await startS3("hud-ci");
    await served.stop();
    const settings = { HUD_ARCHIVE: "s3://hud-ci/hud", S3_ENDPOINT: s3.url, HUD_ARTIFACT_DAYS: "0" };
    const with_bucket = servicesWith(warehouse, settings);
    await services.close();
    services = with_bucket;
    served = await serveRoutes(services, routes);
  });
  afterAll(() => s3.stop());

  test("an artifact goes there in parts, and is given out by a signed address of its own", async () => {
    const bytes = randomBytes(20 * 1024 * 1024);
    const taken = await post({ ...place, name: "big.bin" }, bytes);
    expect(taken).toMatchObject({ status: 200, body: { size_bytes: bytes.length } });
    expect(s3.objects.get("hud-ci/hud/artifacts/octo/widgets/9/1/90/big.bin")?.equals(bytes)).toBe(true);
    const answer = await get(String(taken.body.url));
    expect(answer.status).toBe(302);
    const signed = new URL(String(answer.headers.location));
    expect(signed.searchParams.get("X-Amz-Signature")).toMatch(/^[0-9a-f]{64}$/);
    const object = await fetch(signed);
    expect(object.headers.get("content-disposition")).toBe('attachment; filename="big.bin"');
    expect(Buffer.from(await object.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await list(`/api/artifacts/${repo}/9`)).toMatchObject([{ name: "big.bin", expires_at: null }]);
    expect((await get("/api/artifacts/octo/widgets/9/1/90/nobody")).status).toBe(404);
  });

  test("the bucket away: 503, and nothing said of it", async () => {
    s3.fail(...Array<number>(12).fill(500));
    const { status, body } = await post({ ...place, name: "lost.bin" }, "x");
    expect([status, body.error]).toEqual([503, expect.stringMatching(/archive/)]);
  });
});
