/** The backfill, from a GitHub that pages, throttles and fails to records in a real store. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { lockDataDir } from "engines/data_dir";
import { githubClient, type GithubOptions } from "lib/github/client";
import { getRepository } from "lib/github/history";
import { recordsFromGithub } from "lib/intake/github/index";
import { RecordStore } from "lib/store/record_store";
import { createTables } from "lib/store/tables";
import { runBackfill } from "scripts/backfill/command";
import { fill } from "scripts/backfill/fill";
import { newPlan } from "scripts/backfill/plan";
import { push } from "scripts/demo/payloads/push";
import { pullRequest } from "scripts/demo/payloads/pull_request";
import { workflowJob, workflowRun } from "scripts/demo/payloads/workflow";
import { Tally } from "scripts/record_told";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeClock } from "test/kit/clock";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { type FakeGithub, fakeGithub, type FakeGithubOptions, type FakeRepo } from "test/kit/fake_github";
import { runInside } from "test/kit/run_command";
import { storedRecords } from "test/kit/stored_records";
import { z } from "zod";

const repo = "acme/rocket";
const hour_ms = 3_600_000;
const now = Date.now();

let dynamodb: TestDynamodb;
let data_dir: string;
let github: FakeGithub;
let prefix = "";
let prefixes = 0;

beforeAll(async () => {
  dynamodb = await startDynamodb();
});
afterAll(() => dynamodb.stop());

beforeEach(async () => {
  prefix = `backfill${++prefixes}-`;
  data_dir = await mkdtemp(join(tmpdir(), "hud-backfill-"));
});
afterEach(async () => {
  await github.stop();
  await rm(data_dir, { recursive: true, force: true });
});

const ago = (hours: number): string => `${new Date(now - hours * hour_ms).toISOString().slice(0, 19)}Z`;
const sha = (seed: number): string => seed.toString(16).padStart(40, "c");

/** A commit as REST lists it. */
function commit(seed: number, hours: number, message = `Change ${seed} (#${seed})`) {
  const who = { name: "Mira Okafor", email: "mira@acme.example", date: ago(hours) };
  return {
    sha: sha(seed),
    parents: [{ sha: sha(seed - 1) }],
    author: { login: "mira-okafor" },
    commit: { message, author: who, committer: who },
  };
}

const restRun = (options: Parameters<typeof workflowRun>[0]) => workflowRun({ repo, ...options }).workflow_run;
const restJob = (options: Parameters<typeof workflowJob>[0]) => workflowJob({ repo, ...options }).workflow_job;

/** Five commits, the third without runs; a run with 150 jobs, one of two attempts, one of a fork; three pull requests. */
function smallHistory(): FakeRepo {
  const commits = [5, 4, 3, 2, 1].map((seed) => commit(seed, 60 - seed * 10));
  return {
    full_name: repo,
    commits: { main: [...commits, commit(0, 24 * 9)], "release/1": [commit(77, 5)] },
    pulls: [1, 2, 3].map((number) => {
      const updated_at = ago(number === 3 ? 24 * 30 : number);
      return pullRequest({ repo, number, created_at: ago(24 * 40), updated_at, head_sha: sha(100 + number) })
        .pull_request;
    }),
    runs: [
      restRun({ id: 105, head_sha: sha(5), created_at: ago(10) }),
      restRun({ id: 104, head_sha: sha(4), created_at: ago(20), run_attempt: 2, run_started_at: ago(19) }),
      restRun({ id: 102, head_sha: sha(102), created_at: ago(40), head_repo: "someone/rocket", event: "pull_request" }),
      restRun({ id: 90, head_sha: sha(0), created_at: ago(24 * 9) }),
    ],
    attempts: {
      "104/1": restRun({ id: 104, head_sha: sha(4), created_at: ago(20), run_attempt: 1, conclusion: "failure" }),
    },
    jobs: {
      105: Array.from({ length: 150 }, (_, index) =>
        restJob({ id: 5_000 + index, run_id: 105, name: `test (${index})`, head_sha: sha(5), created_at: ago(10) }),
      ),
      104: [1, 2].map((run_attempt) =>
        restJob({ id: 4_000 + run_attempt, run_id: 104, run_attempt, head_sha: sha(4), created_at: ago(20) }),
      ),
      102: [restJob({ id: 2_000, run_id: 102, head_sha: sha(102), created_at: ago(40) })],
    },
  };
}

async function start(options: Partial<FakeGithubOptions> = {}): Promise<void> {
  await createTables(dynamodb.client, prefix);
  github = await fakeGithub({ repos: [smallHistory()], token: "ghp_secret", ...options });
}

const settings = (): Record<string, string> => ({
  GITHUB_API_URL: github.url,
  GITHUB_TOKEN: "ghp_secret",
  DYNAMODB_ENDPOINT: dynamodb.url,
  DYNAMODB_TABLE_PREFIX: prefix,
  HUD_DATA_DIR: data_dir,
});

interface Running {
  env?: Record<string, string>;
  signal?: AbortSignal;
  github?: GithubOptions;
}

function backfill(args: string[], { env = {}, signal, github: options }: Running = {}) {
  const command = (context: Parameters<typeof runBackfill>[0]) =>
    runBackfill(context, { retry_pause_ms: 1, ...options });
  return runInside(command, { args, env: { ...settings(), ...env }, ...(signal && { signal }) });
}

/** Leaves an unfinished backfill behind. */
async function stopEarly(): Promise<void> {
  github.fail({ kind: "status", status: 500, on: /actions\/runs\?/, times: 4 });
  expect(await backfill([repo])).toMatchObject({ code: 1, err: expect.stringContaining("GitHub answered 500") });
}

const progressFile = (): string => join(data_dir, "backfill", "acme__rocket.json");
const stored = (client: DynamoDBClient = dynamodb.client) => storedRecords(client, prefix);
const keys = (records: Record<string, unknown> | undefined): string[] => Object.keys(records ?? {}).sort();

test("fills commits, pull requests, runs, their attempts and jobs; again changes nothing", async () => {
  await start();
  const first = await backfill([repo]);
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining("The last 7 days of acme/rocket are filled.") });
  const records = await stored();
  expect(keys(records.push)).toEqual([1, 2, 3, 4, 5].map((seed) => `${repo}/refs/heads/main/${sha(seed)}`));
  expect(keys(records.pull_request)).toEqual([`${repo}/1`, `${repo}/2`]);
  expect(keys(records.workflow_run)).toEqual([`${repo}/102/1`, `${repo}/104/1`, `${repo}/104/2`, `${repo}/105/1`]);
  expect(keys(records.workflow_job)).toHaveLength(153);
  expect(records.push?.[`${repo}/refs/heads/main/${sha(3)}`]).toMatchObject({
    default_branch: "main",
    pusher: null,
    before: sha(2),
    commits: [{ sha: sha(3), message: "Change 3 (#3)", author_name: "Mira Okafor", author_login: "mira-okafor" }],
  });
  expect(records.workflow_run?.[`${repo}/102/1`]).toMatchObject({ head_repo: "someone/rocket" });
  expect(existsSync(progressFile())).toBe(false);

  const second = await backfill([repo]);
  expect(second.code).toBe(0);
  expect(second.out).toMatch(/workflow_job +0 +153 +0/);
  expect(await stored()).toEqual(records);
});

test("writes to the HUD that runs on the data directory", async () => {
  await start();
  const lock = await lockDataDir(data_dir);
  const url = "http://localhost:3000";
  const started_at = new Date().toISOString();
  lock.announce({ url, dynamodb_endpoint: dynamodb.url, clickhouse_url: "http://127.0.0.1:1", started_at });
  const ran = await backfill([repo, "--no-jobs"], { env: { DYNAMODB_ENDPOINT: "" } });
  lock.release();
  expect(ran).toMatchObject({
    code: 0,
    out: expect.stringContaining("See http://localhost:3000/hud/acme/rocket/main\n"),
  });
  expect(keys((await stored()).workflow_run)).toHaveLength(4);
});

test("what a webhook tells of the same is known already", async () => {
  await start();
  await backfill([repo]);
  const store = new RecordStore(dynamodb.client, prefix);
  const job = workflowJob({ repo, id: 2_000, run_id: 102, head_sha: sha(102), created_at: ago(40) });
  for (const heard of recordsFromGithub("workflow_job", job)) {
    await expect(store.merge(heard)).resolves.toBe("unchanged");
  }
});

test("a real push keeps all that it brought", async () => {
  await start();
  const store = new RecordStore(dynamodb.client, prefix);
  const commits = [{ id: sha(50) }, { id: sha(51) }, { id: sha(5) }];
  const real = push({ repo, before: sha(4), after: sha(5), commits, pushed_at: ago(9.9) });
  for (const heard of recordsFromGithub("push", real)) await store.merge(heard);
  await backfill([repo]);
  expect((await stored()).push?.[`${repo}/refs/heads/main/${sha(5)}`]).toMatchObject({
    pusher: "mira-okafor",
    commits: commits.map(({ id }) => ({ sha: id })),
  });
});

test("commits of one second, and with clocks that disagree, keep the order of the history", async () => {
  const child_older_than_parent = [commit(3, 30), commit(2, 20), commit(1, 20)];
  await start({ repos: [{ full_name: repo, commits: { main: child_older_than_parent } }] });
  await backfill([repo]);
  const pushes = Object.values((await stored()).push ?? {});
  const by_time = pushes.sort((a, b) => (String(a.pushed_at) < String(b.pushed_at) ? -1 : 1));
  expect(by_time.map(({ after }) => after)).toEqual([sha(1), sha(2), sha(3)]);
});

test("takes other branches, and leaves out what is not wanted", async () => {
  await start();
  const ran = await backfill([repo, "--branch", "release/1", "--no-jobs", "--no-pulls", "--days", "1"]);
  expect(ran.code).toBe(0);
  const records = await stored();
  expect(keys(records.push)).toEqual([
    `${repo}/refs/heads/main/${sha(4)}`,
    `${repo}/refs/heads/main/${sha(5)}`,
    `${repo}/refs/heads/release/1/${sha(77)}`,
  ]);
  expect(keys(records.workflow_run)).toEqual([`${repo}/104/1`, `${repo}/104/2`, `${repo}/105/1`]);
  expect(records.workflow_job).toBeUndefined();
  expect(github.count(/\/(?:jobs|pulls)\?/)).toBe(0);
});

describe("where GitHub lists only 1,000 runs", () => {
  /** Without a store behind it: this is about which runs are found. */
  async function find(count: number, hoursAgo: (index: number) => number, change?: FakeGithubOptions["change"]) {
    const runs = Array.from({ length: count }, (_, index) => ({
      ...restRun({ id: 10_000 + index, head_sha: sha(index), created_at: ago(hoursAgo(index)) }),
      ...{ repository: undefined, head_repository: undefined, pull_requests: [] }, // Most of a run's bytes.
    }));
    await start({ repos: [{ full_name: repo, commits: { main: [] }, runs }], ...(change && { change }) });
    const client = await githubClient({ api_url: github.url, token: "ghp_secret", app: null }).forRepo(repo);
    const repository = await getRepository(client);
    const plan = newPlan(repo, { days: 7, branches: ["main"], jobs: false, pulls: false }, now);
    const found = new Set<string>();
    const store: Pick<RecordStore, "merge"> = {
      merge({ record }) {
        found.add(record.dynamoKey);
        return Promise.resolve("stored");
      },
    };
    const tally = new Tally();
    const { signal } = new AbortController();
    await fill(plan, { client, repository, store, tally, signal, mayGoOn: () => undefined, onStep: () => undefined });
    return { found: found.size, listed: tally.of("workflow_run"), failed: tally.failed, pending: plan.pending };
  }

  test("it asks for shorter and shorter stretches of time", async () => {
    // Most of them within two hours.
    const result = await find(2_350, (index) => (index < 2_300 ? 3 + index / 1_150 : 100));
    expect(result).toEqual({ found: 2_350, listed: 2_350, failed: 0, pending: [] });
  });

  test("it does not trust a count that is too small", async () => {
    const result = await find(
      1_050,
      (index) => 1 + index / 100,
      (body) => {
        const told = z.looseObject({ total_count: z.int().min(1_000) }).safeParse(body);
        return told.success ? { ...told.data, total_count: 999 } : body;
      },
    );
    expect(result).toEqual({ found: 1_050, listed: 1_050, failed: 0, pending: [] });
  });

  test("it says so when they were all created within one second", async () => {
    expect(await find(1_001, () => 5)).toEqual({ found: 1_000, listed: 1_000, failed: 1, pending: [] });
  });
});

test("throttled, cut off and refused, it misses nothing", async () => {
  await start();
  await backfill([repo]);
  const expected = await stored();
  await github.stop();
  prefix = `backfill${++prefixes}-`;
  await createTables(dynamodb.client, prefix);
  const clock = fakeClock();
  await start({
    now: clock.now,
    rate_limit: { limit: 60, remaining: 10 },
    faults: [
      { kind: "status", status: 502, on: /commits/ },
      { kind: "drop", on: /pulls/ },
      { kind: "truncate", on: /actions\/runs\?/ },
      { kind: "truncate", clean: true, on: /105\/jobs/ },
      { kind: "secondary_limit", on: /104\/jobs/ },
      { kind: "too_many_requests", retry_after: 20, on: /102\/jobs/ },
      { kind: "secondary_limit", status: 429, retry_after: 5, on: /attempts/ },
    ],
  });
  const ran = await backfill([repo], { github: { clock } });
  expect(ran).toMatchObject({ code: 0, err: expect.stringMatching(/waiting until .* for GitHub's rate limit/) });
  expect(await stored()).toEqual(expected);
  expect(github.requests.filter(({ status }) => status === 403 || status === 429)).toHaveLength(3);
  expect(Math.max(...clock.slept)).toBeGreaterThan(3_500_000);
});

test("one run that GitHub cannot tell of does not keep the others back", async () => {
  await start({ faults: [{ kind: "status", status: 502, on: /104\/jobs/, times: 99 }] });
  const ran = await backfill([repo]);
  expect(ran).toMatchObject({ code: 1, out: expect.stringContaining("run 104: GitHub answered 502") });
  expect(keys((await stored()).workflow_job)).toHaveLength(151);
});

test("what cannot be understood is listed, and its neighbours are recorded", async () => {
  const history = smallHistory();
  history.jobs = { ...history.jobs, 102: [{ ...restJob({ id: 2_000, run_id: 102 }), status: "levitating" }] };
  await start({ repos: [history] });
  const ran = await backfill([repo]);
  expect(ran.code).toBe(1);
  expect(ran.out).toMatch(/1 failed:\n {2}job 2000: workflow_job.status: /);
  expect(keys((await stored()).workflow_job)).toHaveLength(152);
});

test("stopped in the middle, it continues where it was", async () => {
  const controller = new AbortController();
  await start({
    on_request: ({ path }) => {
      if (path.includes("/runs/102/jobs")) controller.abort();
    },
  });
  const stopped = await backfill([repo], { signal: controller.signal });
  expect(stopped).toMatchObject({ code: 130, err: expect.stringContaining("Run the same command again to continue") });
  const left: unknown = JSON.parse(await readFile(progressFile(), "utf8"));
  expect(left).toMatchObject({ repo, pending: [{ kind: "runs" }] });

  const before = github.requests.length;
  const continued = await backfill([repo]);
  expect(continued).toMatchObject({ code: 0, err: expect.stringContaining("Continuing the backfill") });
  const asked = github.requests.slice(before).map(({ path }) => path);
  expect(asked.some((path) => path.includes("/runs/102/jobs"))).toBe(true);
  expect(asked.filter((path) => /commits|pulls/.test(path))).toEqual([]);
  expect(keys((await stored()).workflow_job)).toHaveLength(153);
  expect(existsSync(progressFile())).toBe(false);
});

test("continues after --max-requests, a few requests at a time", async () => {
  const history = smallHistory();
  for (let id = 200; id < 230; id++) history.runs?.push(restRun({ id, created_at: ago(id / 10) }));
  await start({ repos: [history] });
  let ran = await backfill([repo, "--max-requests", "10"]);
  for (let times = 1; existsSync(progressFile()); times++) {
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining("Stopped after --max-requests") });
    expect(times).toBeLessThan(10);
    const before = github.requests.length;
    ran = await backfill([repo, "--max-requests", "10"]);
    expect(github.requests.length - before).toBeLessThanOrEqual(10 + 4); // Those under way together.
  }
  expect(ran.code).toBe(0);
  expect(keys((await stored()).workflow_run)).toHaveLength(34);
});

test("an unfinished run for other options, or from an unreadable file, begins anew", async () => {
  await start();
  await stopEarly();
  const other = await backfill([repo, "--days", "3"]);
  expect(other).toMatchObject({ code: 0, err: expect.stringContaining("with other options is given up") });
  await mkdir(join(data_dir, "backfill"), { recursive: true });
  await writeFile(progressFile(), '{"version":1,"pending":[{"kind":"../../etc"}]}');
  const unreadable = await backfill([repo]);
  expect(unreadable).toMatchObject({ code: 0, err: expect.stringContaining("cannot be read") });
  expect(keys((await stored()).workflow_job)).toHaveLength(153);
});

test("what happened while it was stopped is filled too", async () => {
  await start();
  await stopEarly();
  const plan = JSON.parse(await readFile(progressFile(), "utf8")) as Record<string, unknown>;
  const moved = JSON.stringify(plan).replaceAll(String(plan.until), new Date(now - 15 * hour_ms).toISOString());
  await writeFile(progressFile(), moved);
  const ran = await backfill([repo]);
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining("Continuing") });
  expect(keys((await stored()).workflow_run)).toEqual([
    `${repo}/102/1`,
    `${repo}/104/1`,
    `${repo}/104/2`,
    `${repo}/105/1`,
  ]);
});

test("a dry run says how much there is, and needs no HUD", async () => {
  await start({ rate_limit: { limit: 5_000 } });
  const ran = await backfill([repo, "--dry-run"], { env: { DYNAMODB_ENDPOINT: "" } });
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/commits +5 \(main\)\n +pull requests +2\n +workflow runs +3\nAbout \d+ requests/);
  expect(await stored()).toEqual({});
  expect(existsSync(progressFile())).toBe(false);
});

describe("mistakes get one sentence", () => {
  const cases: [string, string[], Record<string, string>, RegExp][] = [
    ["no repository", [], {}, /^Which repository\?/],
    ["two repositories", [repo, "acme/other"], {}, /^One repository at a time/],
    ["not a repository", ["acme/../etc"], {}, /does not look like owner\/repo/],
    ["dots", ["../.."], {}, /does not look like owner\/repo/],
    ["bad days", [repo, "--days", "week"], {}, /^--days must be a whole number from 1 to 400/],
    ["an unknown option", [repo, "--wrong"], {}, /^Unknown option '--wrong'. See --help/],
    ["no credentials", [repo], { GITHUB_TOKEN: "" }, /^GitHub must be asked by somebody: set GITHUB_TOKEN/],
    ["credentials that are refused", [repo], { GITHUB_TOKEN: "ghp_wrong" }, /^GitHub does not accept GITHUB_TOKEN/],
    ["an unknown repository", ["acme/nothing"], {}, /^GitHub has no repository acme\/nothing/],
    ["an unknown branch", [repo, "--branch", "nowhere"], {}, /has no branch nowhere/],
    ["no HUD", [repo], { DYNAMODB_ENDPOINT: "" }, /^No HUD is running on .*npm start/],
    ["a HUD that is away", [repo], { DYNAMODB_ENDPOINT: "http://127.0.0.1:1" }, /^DynamoDB does not answer at/],
    ["no tables", [repo], { DYNAMODB_TABLE_PREFIX: "none-" }, /^There is no table none-workflow-job yet/],
    ["a bad setting", [repo], { PORT: "door" }, /^PORT must be/],
  ];
  // They store nothing: the tables of one are those of all.
  const tables = { DYNAMODB_TABLE_PREFIX: "mistakes-" };
  beforeAll(() => createTables(dynamodb.client, tables.DYNAMODB_TABLE_PREFIX));
  beforeEach(async () => {
    github = await fakeGithub({ repos: [smallHistory()], token: "ghp_secret" });
  });
  test.each(cases)("%s", async (_name, args, env, sentence) => {
    const ran = await backfill(args, { env: { ...tables, ...env } });
    expect(ran.code).toBe(2);
    expect(ran.err.split("\n").at(-2)).toMatch(sentence);
    expect(ran.err + ran.out).not.toMatch(/ghp_|\n {4}at /);
  });

  test("help", async () => {
    expect(await backfill(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--max-requests") });
  });
});

test("a store that goes away stops it, and nothing is skipped", async () => {
  await start();
  const own = await startDynamodb();
  try {
    await createTables(own.client, prefix);
    const env = { DYNAMODB_ENDPOINT: own.url };
    const killed = await fakeGithub({
      repos: [smallHistory()],
      on_request: async ({ path }) => {
        if (path.includes("/runs/105/jobs")) await own.kill();
      },
    });
    const stopped = await backfill([repo], { env: { ...env, GITHUB_API_URL: killed.url } });
    await killed.stop();
    expect(stopped).toMatchObject({ code: 1, err: expect.stringContaining("The HUD's store did not take a record") });
    await own.restart();
    expect(await backfill([repo], { env })).toMatchObject({ code: 0 });
    expect(keys((await stored(own.client)).workflow_job)).toHaveLength(153);
  } finally {
    await own.stop();
  }
});

test("as a process, Ctrl-C ends it cleanly and the next one finishes", async () => {
  await start({ faults: [{ kind: "hang", on: /105\/jobs/ }] });
  const run = () => {
    const args = ["--import", "tsx", "scripts/backfill/main.ts", repo];
    const child = spawn(process.execPath, args, {
      env: { NODE_ENV: "test", PATH: process.env.PATH, ...settings() },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    return { child, ended: once(child, "exit").then(([code]: unknown[]) => ({ code, err })) };
  };
  const first = run();
  while (github.count(/105\/jobs/) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  first.child.kill("SIGINT");
  expect(await first.ended).toMatchObject({ code: 130, err: expect.stringContaining("Stopped. Run the same") });
  expect(existsSync(progressFile())).toBe(true);
  expect(await backfill([repo])).toMatchObject({ code: 0 });
  expect(keys((await stored()).workflow_job)).toHaveLength(153);
});
