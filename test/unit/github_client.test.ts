/** The REST client against a GitHub that pages, throttles and fails. */
import { githubClient, type GithubOptions } from "lib/github/client";
import { GithubError, NoAccess } from "lib/github/error";
import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { fakeClock } from "test/kit/clock";
import { type FakeGithub, fakeGithub, type FakeGithubOptions } from "test/kit/fake_github";
import { z } from "zod";

const token = "ghp_neverToBeSeenInAnyMessage";
const Name = z.object({ full_name: z.string() });
let github: FakeGithub;

afterEach(() => github.stop());

async function start(options: Partial<FakeGithubOptions> = {}): Promise<FakeGithub> {
  github = await fakeGithub({ repos: [{ full_name: "acme/rocket" }], token, ...options });
  return github;
}

async function connect(options: GithubOptions = {}, given = token) {
  const client = githubClient({ api_url: github.url, token: given, app: null }, { retry_pause_ms: 1, ...options });
  const repo = await client.forRepo("acme/rocket");
  return { client, repo, getName: () => repo.get("/repos/{owner}/{repo}", {}, Name) };
}

async function failure(work: Promise<unknown>): Promise<GithubError> {
  const error: unknown = await work.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (!(error instanceof GithubError)) throw new Error(`Expected a GithubError, got ${inspect(error)}`);
  return error;
}

test("asks with the token and the API version, and checks the answer", async () => {
  await start();
  const { getName, client } = await connect();
  await expect(getName()).resolves.toMatchObject({ data: { full_name: "acme/rocket" }, has_next: false, last_page: 1 });
  expect(github.requests[0]?.headers).toMatchObject({
    authorization: `token ${token}`,
    "x-github-api-version": "2022-11-28",
  });
  expect(client.requests()).toBe(1);
});

test("says whether there is a next page and which is the last", async () => {
  const pulls = Array.from({ length: 5 }, (_, number) => ({ number: number + 1, updated_at: "2026-01-01T00:00:00Z" }));
  await start({ repos: [{ full_name: "acme/rocket", pulls }] });
  const { repo } = await connect();
  const page = (number: number) =>
    repo.get("/repos/{owner}/{repo}/pulls", { per_page: 2, page: number }, z.array(z.object({ number: z.number() })));
  await expect(page(1)).resolves.toMatchObject({ has_next: true, last_page: 3 });
  await expect(page(3)).resolves.toMatchObject({
    has_next: false,
    last_page: 3,
    data: [{ number: expect.any(Number) }],
  });
});

test.each([
  ["a 502 page", { kind: "status", status: 502 }],
  ["a dropped connection", { kind: "drop" }],
  ["JSON cut off with the connection", { kind: "truncate" }],
  ["JSON cut off cleanly", { kind: "truncate", clean: true }],
] as const)("asks again after %s", async (_name, fault) => {
  await start({ faults: [{ ...fault, times: 2 }] });
  const { getName } = await connect();
  await expect(getName()).resolves.toMatchObject({ data: { full_name: "acme/rocket" } });
  expect(github.requests).toHaveLength(3);
});

test("asks again when there is no answer in time", async () => {
  await start({ faults: [{ kind: "hang" }] });
  const { getName } = await connect({ timeout_ms: 200 });
  await expect(getName()).resolves.toMatchObject({ data: { full_name: "acme/rocket" } });
  expect(github.requests).toHaveLength(2);
});

test("gives up after four attempts, with a sentence", async () => {
  await start({ faults: [{ kind: "status", status: 502, times: 99 }] });
  const { getName } = await connect();
  const error = await failure(getName());
  expect(error).toMatchObject({ status: 502 });
  expect(error.message).toBe("GitHub answered 502 to GET /repos/acme/rocket: Unicorn!");
  expect(github.requests).toHaveLength(4);
});

test.each([401, 403, 404, 410, 422])("does not ask again after a %i", async (status) => {
  await start({ faults: [{ kind: "status", status, body: '{"message":"No"}', times: 99 }] });
  const { getName } = await connect();
  expect(await failure(getName())).toMatchObject({ status });
  expect(github.requests).toHaveLength(1);
});

test("waits for retry-after, for all requests at once", async () => {
  const clock = fakeClock();
  await start({ now: clock.now, faults: [{ kind: "too_many_requests", retry_after: 30 }] });
  const { getName } = await connect({ clock });
  await getName();
  expect(clock.slept).toEqual([30_000]);
  expect(github.requests.map(({ status }) => status)).toEqual([429, 200]);
});

test("waits a minute, then two, after secondary limits that name no time", async () => {
  const clock = fakeClock();
  await start({ now: clock.now, faults: [{ kind: "secondary_limit", times: 2 }] });
  const { getName } = await connect({ clock });
  await getName();
  expect(clock.slept).toEqual([60_000, 120_000]);
});

test("waits for the window's end when the limit is used up, by GitHub's clock", async () => {
  const clock = fakeClock();
  // GitHub's clock is an hour ahead of ours.
  await start({ now: () => clock.now() + 3_600_000, rate_limit: { limit: 100, remaining: 0 } });
  const { getName } = await connect({ clock });
  await getName();
  expect(clock.slept).toEqual([3_601_000]);
  expect(github.requests.map(({ status }) => status)).toEqual([403, 200]);
});

test("leaves a tenth of the limit to others", async () => {
  const clock = fakeClock();
  await start({ now: clock.now, rate_limit: { limit: 100, remaining: 15 } });
  const { getName, repo } = await connect({ clock });
  for (let asked = 1; asked <= 5; asked++) await getName();
  expect(clock.slept).toEqual([]);
  expect(repo.rate_limit()).toMatchObject({ limit: 100, remaining: 10 });
  await getName();
  expect(clock.slept).toEqual([3_601_000]);
  expect(repo.rate_limit()).toMatchObject({ remaining: 99 });
});

test("requests under way count against the limit", async () => {
  const clock = fakeClock();
  const started = clock.now();
  const sent_at: number[] = [];
  const on_request = () => void sent_at.push(clock.now());
  await start({ now: clock.now, rate_limit: { limit: 100, remaining: 15 }, on_request });
  const { getName } = await connect({ clock });
  await getName();
  await Promise.all(Array.from({ length: 8 }, () => getName()));
  expect(sent_at.filter((at) => at === started)).toHaveLength(5);
  expect(sent_at).toHaveLength(9);
});

test("says so instead of waiting too long", async () => {
  const clock = fakeClock();
  await start({ now: clock.now, rate_limit: { limit: 100, remaining: 5 } });
  const { getName } = await connect({ clock, wait_max_ms: 60_000 });
  await getName();
  expect(await failure(getName())).toMatchObject({
    status: 429,
    message: expect.stringContaining("leaves no requests until 2026-03-01T13:00:01"),
  });
  expect(clock.slept).toEqual([]);
  expect(github.requests).toHaveLength(1);
});

test("gives up on limits that never end", async () => {
  const clock = fakeClock();
  await start({ now: clock.now, faults: [{ kind: "secondary_limit", retry_after: 1, times: 99 }] });
  const { getName } = await connect({ clock });
  expect(await failure(getName())).toMatchObject({ status: 403 });
  expect(github.requests).toHaveLength(5);
});

test("no error shows the token", async () => {
  await start({ faults: [{ kind: "drop", times: 99, on: /pulls/ }] });
  const { repo, getName } = await connect();
  const dropped = await failure(repo.get("/repos/{owner}/{repo}/pulls", {}, Name));
  expect(dropped).toMatchObject({ status: 500, message: expect.stringContaining("did not answer") });
  const misshapen = await failure(repo.get("/repos/{owner}/{repo}", {}, z.object({ no_such_field: z.string() })));
  expect(misshapen.message).toContain("no_such_field");
  for (const error of [dropped, misshapen]) expect(inspect(error, { depth: 9 })).not.toContain(token);

  const { getName: getWithWrongToken } = await connect({}, "ghp_anotherSecret");
  const wrong = await failure(getWithWrongToken());
  expect(wrong).toMatchObject({ status: 401 });
  expect(inspect(wrong, { depth: 9 })).not.toContain("ghp_anotherSecret");
  await getName();
});

test("stops at once when aborted", async () => {
  await start({ faults: [{ kind: "hang" }] });
  const { repo } = await connect();
  const controller = new AbortController();
  const asked = repo.get("/repos/{owner}/{repo}", {}, Name, controller.signal);
  setTimeout(() => controller.abort(), 50);
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  expect(github.requests).toHaveLength(1);
});

describe("as an App", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const private_key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const public_key = publicKey.export({ type: "spki", format: "pem" }).toString();
  const apps = [{ id: "4711", public_key, installations: { acme: 99 } }];

  test("asks with the token of the owner's installation, which it fetches once", async () => {
    const clock = fakeClock();
    await start({
      repos: [{ full_name: "acme/rocket" }, { full_name: "acme/launchpad" }],
      apps,
      rate_limit: { limit: 100 },
      now: clock.now,
    });
    const client = githubClient({ api_url: github.url, token: null, app: { id: "4711", private_key } }, { clock });
    for (const name of ["acme/rocket", "Acme/launchpad", "acme/rocket"]) {
      const repo = await client.forRepo(name);
      await repo.get("/repos/{owner}/{repo}", {}, Name);
    }
    expect(github.count(/GET .*\/installation$/)).toBe(1);
    expect(github.count(/POST .*\/access_tokens$/)).toBe(1);
    expect(github.requests.at(-1)?.headers.authorization).toBe("token ghs_99_1");
    expect((await client.forRepo("acme/rocket")).rate_limit()).toMatchObject({ remaining: 97 });
  });

  test("says so where it is not installed", async () => {
    await start({ apps });
    const client = githubClient({ api_url: github.url, token: null, app: { id: "4711", private_key } });
    const error = await failure(client.forRepo("elsewhere/rocket"));
    expect(error).toBeInstanceOf(NoAccess);
    expect(error).toMatchObject({ status: 404, message: "The GitHub App is not installed on elsewhere/rocket" });
  });

  test("looks for a new installation when GitHub gives no more tokens for the one that it knew", async () => {
    const installations: Record<string, number> = { acme: 99 };
    await start({ repos: [{ full_name: "acme/rocket" }], apps: [{ id: "4711", public_key, installations }] });
    const client = githubClient({ api_url: github.url, token: null, app: { id: "4711", private_key } });
    const ask = async () => (await client.forRepo("acme/rocket")).get("/repos/{owner}/{repo}", {}, Name);
    const early = await client.forRepo("acme/rocket");
    delete installations.acme;
    expect(await failure(early.get("/repos/{owner}/{repo}", {}, Name))).toMatchObject({ status: 404 });
    expect(await failure(ask())).toBeInstanceOf(NoAccess);
    installations.acme = 100;
    await ask();
    expect(github.requests.at(-1)?.headers.authorization).toBe("token ghs_100_1");
  });
});
