/** CircleCI's deliveries as the outside sends and sees them: what is refused, and every documented shape to its cell. */
import { existsSync, readdirSync } from "node:fs";
import { createHmac } from "node:crypto";
import { join } from "node:path";
import type { GridPage } from "lib/model/grid_page";
import { jobCompleted, workflowCompleted } from "scripts/demo/payloads/circleci";
import { circleciFixture } from "test/kit/circleci";
import * as make from "test/kit/deliveries";
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { Chance, HudClient, inParallel, type Request, until } from "test/kit/hud_client";
import { callback } from "test/kit/oot";

let hud: TestHud;
let client: HudClient;

beforeAll(async () => {
  hud = await startHud();
  client = new HudClient(hud);
}, start_ms_max);

afterAll(stopHuds, 30_000);

const webhooks = "/api/circleci/webhooks";
const text = JSON.stringify(jobCompleted());
const hmac = (secret: string, body: string | Buffer = text): string =>
  createHmac("sha256", secret).update(body).digest("hex");

const post = (signature: string | null, request: Request = {}) =>
  client.send(webhooks, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(signature !== null && { "circleci-signature": signature }) },
    body: text,
    ...request,
  });
/** Rightly signed, whatever it is. */
const signed = (body: string | Buffer) => post(`v1=${hmac(hud.secrets.circleci_webhook, body)}`, { body });

function archived(): string[] {
  const raw = join(hud.data_dir, "archive", "raw");
  if (!existsSync(raw)) return [];
  return readdirSync(raw, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json.gz"))
    .map((path) => path.replace(/\/\d{4}\/\d{2}\/\d{2}\//, "/").replace(".json.gz", ""));
}

const repos = async (): Promise<string[]> =>
  (await client.json<{ repo: string }[]>("/api/repos")).map(({ repo }) => repo).sort();

describe("wrong credentials are refused, and nothing is archived or stored", () => {
  const zeros = "0".repeat(64);
  test.each<[string, () => string | null]>([
    ["no signature", () => null],
    ["an empty one", () => ""],
    ["no version", () => hmac(hud.secrets.circleci_webhook)],
    ["a version that nobody knows", () => `v2=${hmac(hud.secrets.circleci_webhook)}`],
    ["GitHub's spelling", () => `sha256=${hmac(hud.secrets.circleci_webhook)}`],
    ["too short", () => "v1=00"],
    ["too long", () => `v1=${hmac(hud.secrets.circleci_webhook)}0`],
    ["all zeros", () => `v1=${zeros}`],
    ["GitHub's secret", () => `v1=${hmac(hud.secrets.github_webhook)}`],
    ["an empty secret's", () => `v1=${hmac("")}`],
    ["another body's", () => `v1=${hmac(hud.secrets.circleci_webhook, `${text} `)}`],
    ["several that are all wrong", () => `v1=${zeros},v1=${hmac("guess")},v2=${hmac(hud.secrets.circleci_webhook)}`],
    ["thousands", () => `v1=${zeros},`.repeat(100)],
  ])("%s", async (_name, signature) => {
    expect(await post(signature())).toMatchObject({ status: 401 });
    expect(archived()).toEqual([]);
    expect(await repos()).toEqual([]);
  });

  test("an answer comes to a body that never ends, before it is read", async () => {
    const answer = await client.send(webhooks, { method: "POST", endless: Buffer.alloc(65_536, 0x20) });
    expect(answer.status).toBe(401);
    expect(answer.seconds).toBeLessThan(5);
  });
});

test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s is not allowed", async (method) => {
  expect(await client.send(webhooks, { method })).toMatchObject({ status: 405, headers: { allow: "POST" } });
});

test("too large is a 413", async () => {
  const body = Buffer.alloc(25 * 1024 * 1024 + 1, 0x20);
  expect(await signed(body)).toMatchObject({ status: 413 });
});

test.each<[string, string | object, RegExp]>([
  ["nothing", "", /JSON/],
  ["no JSON", "{", /JSON/],
  ["a list", [], /object/],
  ["no type", { ...jobCompleted(), type: undefined }, /type/],
  ["no slug", { ...jobCompleted(), project: {} }, /project\.slug/],
  ["a job without an id", { ...jobCompleted(), job: { ...jobCompleted().job, id: null } }, /job\.id/],
  [
    "a workflow without a status",
    { ...workflowCompleted(), workflow: { ...workflowCompleted().workflow, status: 1 } },
    /workflow\.status/,
  ],
  ["a short hash", { ...jobCompleted(), pipeline: { vcs: { revision: "abc123" } } }, /pipeline\.vcs\.revision/],
])("%s is a 400 that says so", async (_name, payload, sentence) => {
  const answer = await signed(typeof payload === "string" ? payload : JSON.stringify(payload));
  expect(answer).toMatchObject({ status: 400, text: expect.stringMatching(sentence) });
});

test("one right signature among several is enough", async () => {
  const payload = JSON.stringify(circleciFixture("ping"));
  const right = hmac(hud.secrets.circleci_webhook, payload);
  const answer = await post(`v2=abc, v1=${"0".repeat(64)}, v1=${right}`, { body: payload });
  expect(JSON.parse(answer.text)).toEqual({
    ok: true,
    event: "ping",
    delivery: circleciFixture("ping").id,
    records: 0,
  });
  expect(archived()).toContain(`circleci-ping/${String(circleciFixture("ping").id)}`);
});

test("what has no place, and what is new, is acknowledged and kept", async () => {
  for (const payload of [circleciFixture("job_without_commit"), { type: "deploy-completed", id: "d-1" }]) {
    expect(JSON.parse((await client.circleci(payload)).text)).toMatchObject({ ok: true, records: 0 });
  }
  expect(archived()).toContain("circleci-deploy-completed/d-1");
});

test("every documented shape, shuffled and doubled, gets to the right cells", async () => {
  const names = [
    ...["job_github_oauth", "job_failed_github_oauth", "workflow_github_oauth", "job_github_app"],
    ...["workflow_github_app", "job_gitlab", "workflow_gitlab", "job_bitbucket", "job_fork_pull_request"],
    ...["workflow_tag", "workflow_unauthorized"],
  ];
  const told = new Chance(7).shuffled([...names, ...names]).map((name) => circleciFixture(name));
  await inParallel(told, 4, async (payload) => {
    expect(JSON.parse((await client.circleci(payload)).text)).toMatchObject({ ok: true, records: 1 });
  });
  await until("every repository", async () => (await repos()).length === 4, { seconds: 6 });
  expect(await repos()).toEqual(["acme/engine", "acme/rocket", "acme/satellite", "acme/tower"]);

  const grid = async (repo: string, branch = "main"): Promise<[string, string][]> => {
    const { jobNames, letters } = await client.json<GridPage>(`/api/grid/${repo}/${encodeURIComponent(branch)}/0`);
    return jobNames.map((name, index) => [name, letters.map((row) => row.charAt(index)).join("")]);
  };
  const settled = async (repo: string, expected: [string, string][], branch?: string): Promise<void> => {
    // A repository is listed as soon as it was heard from; its grid follows.
    const shown = () => grid(repo, branch).catch(() => null);
    const same = async () => JSON.stringify(await shown()) === JSON.stringify(expected);
    await until(`${repo}'s cells`, same).catch(() => undefined);
    expect(await grid(repo, branch)).toEqual(expected);
  };
  await settled("acme/rocket", [
    ["build-test-deploy / (no jobs)", "A "],
    ["build-test-deploy / lint", " X"],
    ["build-test-deploy / test", " O"],
    ["release / (no jobs)", " X"],
  ]);
  await settled("acme/engine", [["build / compile", "C"]]);
  await settled("acme/satellite", [["build / say-hello", "O"]]);
  await settled("acme/tower", [["build-test-deploy / deploy", "A"]], "feature/lights");

  const page = await client.grid("acme/rocket", "main");
  const cell = page.shaGrid[1]?.jobs[page.jobNames.indexOf("build-test-deploy / test")];
  expect(cell).toMatchObject({
    ...{ conclusion: "success", status: "completed", durationS: 305, queueS: 27, provider: "circleci" },
    htmlUrl: expect.stringMatching(/^https:\/\/app\.circleci\.com\/.*\/jobs\/136$/),
  });
  expect(page.shaGrid[1]).toMatchObject({ commitTitle: "Add a rocket", author: "Ada Lovelace" });
  const fork = await client.json<{ jobs: { name: string; conclusion: string }[] }>(
    `/api/acme/rocket/commit/${make.sha("guest")}`,
  );
  expect(fork.jobs).toMatchObject([{ name: "build-test-deploy / test", conclusion: "failure", provider: "circleci" }]);
});

test("Actions, CircleCI, checks and out-of-tree jobs of one commit stand side by side", async () => {
  const repo = make.repo;
  const sha = make.sha("a");
  const done = { status: "completed", started_at: make.at(1), completed_at: make.at(61) };
  for (const delivery of [
    make.push(1),
    make.run(),
    make.job({ ...done, conclusion: "success" }),
    make.checkRun({ ...done, conclusion: "failure" }),
    make.status({ state: "success" }),
  ]) {
    expect(await client.deliver(delivery)).toMatchObject({ status: 200 });
  }
  expect(await client.circleci(jobCompleted({ repo, sha, status: "canceled" }))).toMatchObject({ status: 200 });
  expect(await client.callback(callback({ upstream: repo, head: "a", job: "npu" }))).toMatchObject({ status: 200 });

  const path = `/api/grid/${repo}/main/0?show=check,oot`;
  await until("the first of it", async () => (await client.send(path)).status === 200);
  const read = () => client.json<GridPage>(path);
  await until("five columns", async () => (await read()).jobNames.length === 5);
  expect(await read()).toMatchObject({
    jobNames: [
      "CI / build",
      "build-and-test / test",
      "other-ci / lint",
      "status / ci/other",
      "vendor/backend / ci / npu",
    ],
    providers: ["github", "circleci", "check", "check", "oot"],
    letters: ["OCXOO"],
    hidden: { check: 0, oot: 0 },
  });
  const plain = await client.json<GridPage>(`/api/grid/${repo}/main/0`);
  expect([plain.providers, plain.hidden]).toEqual([["github", "circleci", "check", "check"], { check: 0, oot: 1 }]);
  expect(await client.send(`/api/grid/${repo}/main/0?show=jenkins`)).toMatchObject({ status: 400 });
  expect(await client.send(`/api/grid/${repo}/main/0?shas=abc`)).toMatchObject({ status: 400 });
  const some = await client.json<GridPage>(`/api/grid/${repo}/main/0?shas=${sha}`);
  expect([some.commits.length, some.letters]).toEqual([1, plain.letters]);
  const cell = await client.json<{ runs: object[] }>(
    `/api/cell/${repo}/${sha}?name=${encodeURIComponent("build-and-test / test")}`,
  );
  expect(cell.runs).toMatchObject([{ conclusion: "cancelled", provider: "circleci" }]);
  const { text: metrics } = await client.send("/api/metrics");
  expect(metrics).toMatch(
    /hud_deliveries_total\{source="circleci",event="circleci-job-completed",outcome="recorded"\} \d/,
  );
});
