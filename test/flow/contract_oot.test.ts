/** Out-of-tree results as backends' owners and maintainers see them: every rule of the contract's section on them, from outside. */
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { Chance, HudClient, inParallel, until } from "test/kit/hud_client";
import { hash } from "test/kit/ci_traffic";

let hud: TestHud;
let client: HudClient;

beforeAll(async () => {
  hud = await startHud();
  client = new HudClient(hud);
}, start_ms_max);

afterAll(stopHuds, 30_000);

type Row = Record<string, unknown>;

interface Told {
  repo?: string;
  upstream?: string;
  event_type?: string;
  delivery_id?: string | number;
  payload?: unknown;
  level?: string | null;
  metrics?: Row | null;
  workflow?: Row;
}

const now = Math.floor(Date.now() / 1000) * 1000;
const at = (second: number): string => new Date(now + second * 1000).toISOString();

function callback(told: Told = {}): Row {
  const {
    repo = "acme/npu",
    upstream = "up/stream",
    event_type = "pull_request",
    delivery_id = "d-1",
    level,
    metrics,
  } = told;
  const pull = { repository: { full_name: upstream }, pull_request: { number: 5, head: { sha: hash("head") } } };
  return {
    trusted: {
      verified_repo: repo,
      ...(level !== undefined && { downstream_repo_level: level }),
      ...(metrics !== undefined && { ci_metrics: metrics }),
    },
    untrusted: {
      callback_payload: {
        ...{ event_type, delivery_id, payload: "payload" in told ? told.payload : pull },
        workflow: {
          ...{ status: "in_progress", name: "CI", job_name: "test", check_run_id: 7, run_id: 70, run_attempt: 1 },
          ...{ url: "https://ci.example/70", started_at: at(-300), ...told.workflow },
        },
      },
    },
  };
}

const completed = (fields: Row = {}): Row => ({
  status: "completed",
  conclusion: "success",
  completed_at: at(-60),
  ...fields,
});

async function tell(told: Told): Promise<Row> {
  const answer = await client.callback(callback(told));
  expect(answer).toMatchObject({ status: 200 });
  return JSON.parse(answer.text) as Row;
}

const ofPull = (repo: string, pr: number): Promise<Row[]> => client.query("oot_pr_results", { repo, pr });
const ofBackend = (repo: string): Promise<Row[]> => client.query("oot_backend_dashboard", { repo, days: 7 });
const summaryOf = async (repo: string): Promise<Row | undefined> =>
  (await client.query<Row>("oot_summary", { days: 7 })).find((row) => row.repo === repo);

/** The rows, once they are all as wanted; otherwise what they are in the end. */
async function rowsOnce(read: () => Promise<Row[]>, is_right: (rows: Row[]) => boolean): Promise<Row[]> {
  await until("the rows", async () => is_right(await read())).catch(() => undefined);
  return read();
}

test("the answer names the record", async () => {
  const told = { repo: "acme/key", delivery_id: 12, workflow: { check_run_id: 34, name: "CI / 1", job_name: "a b" } };
  expect(await tell(told)).toEqual({ ok: true, status: "in_progress", dynamoKey: "acme/key/12/CI / 1/a b/34" });
  // As numbers or as text: one record.
  const again = { ...told, delivery_id: "12", workflow: { ...told.workflow, check_run_id: "34" } };
  expect(await tell(again)).toMatchObject({ dynamoKey: "acme/key/12/CI / 1/a b/34" });
  const rows = await rowsOnce(
    () => ofBackend("acme/key"),
    (found) => found.length === 1,
  );
  expect(rows).toMatchObject([{ delivery_id: "12", check_run_id: "34", run_id: "70" }]);
});

test("both headers carry the token", async () => {
  for (const name of ["X-OOT-Relay-Token", "x-hud-internal-bot"]) {
    const answer = await client.callback(callback({ repo: "acme/header" }), {
      headers: { [name]: hud.secrets.oot_relay },
    });
    expect(answer).toMatchObject({ status: 200 });
  }
});

test("null means absent, unknown fields are ignored, and a total that is missing is summed up", async () => {
  await tell({
    ...{ repo: "acme/null", level: null, metrics: null },
    workflow: completed({
      ...{ run_id: null, run_attempt: null, started_at: null, url: null, artifact_url: null, environment: null },
      ...{ test_results: { passed: 3, failed: "2", skipped: null, total: null }, colour: "red", steps: [1] },
    }),
  });
  const rows = await rowsOnce(
    () => ofBackend("acme/null"),
    (found) => found.length === 1,
  );
  expect(rows).toMatchObject([
    {
      ...{ downstream_repo_level: null, run_id: null, run_attempt: 1, started_at: null, url: null, environment: null },
      ...{ tests_passed: 3, tests_failed: 2, tests_skipped: null, tests_total: 5, conclusion: "success" },
      ...{ queue_time: null, execution_time: null, event_type: "pull_request", pr: 5, head_sha: hash("head") },
    },
  ]);
});

test("conclusion and tests count only when completed", async () => {
  const early = { conclusion: "success", completed_at: at(-1), test_results: { passed: 9 } };
  await tell({ repo: "acme/early", workflow: early, metrics: { queue_time: 4, execution_time: 99 } });
  const rows = await rowsOnce(
    () => ofBackend("acme/early"),
    (found) => found.length === 1,
  );
  expect(rows).toMatchObject([
    {
      status: "in_progress",
      conclusion: null,
      duration_s: null,
      completed_at: null,
      tests_passed: null,
      tests_total: null,
      execution_time: null,
    },
  ]);
  expect(await summaryOf("acme/early")).toMatchObject({ in_progress: 1, successes: 0, pass_rate: null });
});

test("links that are not http(s) never come back", async () => {
  const links = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "http:evil",
    "vbscript:x",
  ];
  for (const [index, link] of links.entries()) {
    const workflow = completed({ check_run_id: 100 + index, url: link, artifact_url: link });
    await tell({ repo: "acme/links", workflow });
  }
  await tell({ repo: "acme/links", workflow: completed({ check_run_id: 1, url: "HTTPS://ci.example/ok" }) });
  const rows = await rowsOnce(
    () => ofBackend("acme/links"),
    (found) => found.length === links.length + 1,
  );
  expect(rows.flatMap(({ url, artifact_url }) => [url, artifact_url]).filter((link) => link !== null)).toEqual([
    "HTTPS://ci.example/ok",
  ]);
});

test("what is too long is left out or refused, never a 5xx", async () => {
  const workflow = completed({ environment: "x".repeat(1_500_000), url: `https://ci.example/${"x".repeat(100_000)}` });
  await tell({ repo: "acme/long", workflow });
  await tell({
    repo: "acme/long",
    workflow: completed({ check_run_id: 8, environment: { driver: "1.2", devices: [1, 2] } }),
  });
  const rows = await rowsOnce(
    () => ofBackend("acme/long"),
    (found) => found.length === 2,
  );
  expect(rows.map(({ environment }) => environment).sort()).toEqual([null, '{"driver":"1.2","devices":[1,2]}']);
  const names = await client.callback(callback({ workflow: { name: "é".repeat(500), job_name: "é".repeat(500) } }));
  expect([200, 400]).toContain(names.status);
  const level = await client.callback(callback({ level: "L".repeat(10_000) }));
  expect([200, 400]).toContain(level.status);
});

test("text that no database could give back, and values nested without end, are no 5xx and hold nothing up", async () => {
  await tell({ repo: "acme/odd", level: "L\ud800", workflow: completed({ environment: { a: [{ b: "\ud800" }] } }) });
  const rows = await rowsOnce(
    () => ofBackend("acme/odd"),
    (found) => found.length === 1,
  );
  expect(rows).toMatchObject([{ downstream_repo_level: "L\ufffd", environment: '{"a":[{"b":"\\ud800"}]}' }]);
  for (const depth of [10_000, 500_000]) {
    const deep = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    const body = JSON.stringify(callback({ workflow: { environment: "DEEP" } })).replace('"DEEP"', deep);
    const answer = await client.callback(null, { body });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("environment: must not be nested")]);
  }
});

test("a callback without a payload is taken: its upstream is not known", async () => {
  await tell({ repo: "acme/bare", payload: undefined, workflow: completed() });
  const rows = await rowsOnce(
    () => ofBackend("acme/bare"),
    (found) => found.length === 1,
  );
  expect(rows).toMatchObject([{ upstream_repo: null, pr: null, head_sha: null, conclusion: "success" }]);
});

/** What a job's callbacks come to, whichever order they come in. */
test("every order and repetition of a job's callbacks, with attempts, ends the same", async () => {
  const story: Told[] = [
    { metrics: { queue_time: 30 }, workflow: { status: "queued", started_at: null } },
    { metrics: { queue_time: 12.5 }, level: "L2", workflow: { started_at: at(-300) } },
    {
      metrics: { execution_time: 240 },
      workflow: completed({ conclusion: "failure", test_results: { passed: 1, failed: 1 } }),
    },
    { metrics: { queue_time: 3 }, workflow: { run_attempt: 2, started_at: at(-200), url: "https://ci.example/2" } },
    {
      metrics: { execution_time: 50 },
      workflow: completed({
        run_attempt: 2,
        started_at: at(-200),
        completed_at: at(-150),
        url: "https://ci.example/2",
        test_results: { passed: 2 },
      }),
    },
  ];
  const chance = new Chance(7);
  const orders = [
    story,
    story.toReversed(),
    ...Array.from({ length: 14 }, () => chance.shuffled([...story, ...story.filter(() => chance.below(2) === 0)])),
  ];
  await inParallel(orders, 8, async (order) => {
    const repo = `acme/order-${orders.indexOf(order)}`;
    for (const told of order) await tell({ ...told, repo });
  });
  const wanted = {
    ...{
      status: "completed",
      conclusion: "success",
      run_attempt: 2,
      queue_time: 3,
      execution_time: 50,
      duration_s: 50,
    },
    ...{ tests_passed: 2, tests_failed: null, tests_total: 2, url: "https://ci.example/2" },
    ...{ started_at: at(-200).replace("Z", "Z"), completed_at: at(-150) },
  };
  for (const index of orders.keys()) {
    const repo = `acme/order-${index}`;
    const rows = await rowsOnce(
      () => ofBackend(repo),
      ([row]) => row?.conclusion === "success" && row.queue_time === 3,
    );
    expect(rows).toHaveLength(1);
    expect(rows).toMatchObject([wanted]);
  }
}, 60_000);

test("an attempt with a check run of its own is a row of its own, the newest first", async () => {
  for (const run_attempt of [2, 1, 3]) {
    const conclusion = run_attempt === 3 ? "success" : "failure";
    await tell({
      repo: "acme/again",
      upstream: "up/again",
      workflow: completed({ run_attempt, check_run_id: 200 + run_attempt, conclusion }),
    });
  }
  const rows = await rowsOnce(
    () => ofPull("up/again", 5),
    (found) => found.length === 3,
  );
  expect(rows.map(({ run_attempt }) => run_attempt)).toEqual([3, 2, 1]);
});

test("equal pull request numbers of two upstreams never mix; an identity is what is trusted, not what is said", async () => {
  for (const upstream of ["up/one", "up/two"]) {
    await tell({
      repo: `acme/mix-${upstream.slice(3)}`,
      upstream,
      delivery_id: upstream,
      workflow: completed({ repo: "evil/one", verified_repo: "evil/two" }),
    });
  }
  for (const upstream of ["up/one", "up/two"]) {
    const rows = await rowsOnce(
      () => ofPull(upstream, 5),
      (found) => found.length > 0,
    );
    expect(rows.map(({ repo, upstream_repo }) => [repo, upstream_repo])).toEqual([
      [`acme/mix-${upstream.slice(3)}`, upstream],
    ]);
  }
  expect(await client.query("oot_backend_dashboard", { repo: "evil/one" })).toEqual([]);
  expect(await ofPull("up/three", 5)).toEqual([]);
});

test("push, nightly and periodic results are found by their commit, and are no pull request's", async () => {
  const repo = "acme/kinds";
  const upstream = "up/kinds";
  const repository = { full_name: upstream };
  const head = { number: 5, head: { sha: hash("head") } };
  const kinds: [string, unknown][] = [
    ["push", { repository, after: hash("pushed"), ref: "refs/heads/main", pull_request: head }],
    ["nightly", { repository, head_sha: hash("night") }],
    ["periodic", { repository, sha: hash("period") }],
    ["an_event_to_come", { repository, after: hash("new") }],
  ];
  for (const [index, [event_type, payload]] of kinds.entries()) {
    await tell({
      repo,
      upstream,
      event_type,
      payload,
      delivery_id: index,
      workflow: completed({ conclusion: "failure" }),
    });
  }
  await tell({ repo, upstream, delivery_id: "pull", workflow: completed() });
  const rows = await rowsOnce(
    () => ofBackend(repo),
    (found) => found.length === 5,
  );
  expect(rows.filter(({ pr }) => pr === 5).map(({ event_type }) => event_type)).toEqual(["pull_request"]);
  expect(new Set(rows.map(({ head_sha }) => head_sha))).toEqual(
    new Set(["head", "pushed", "night", "period", "new"].map(hash)),
  );
  expect((await ofPull(upstream, 5)).map(({ event_type }) => event_type)).toEqual(["pull_request"]);
  expect(await summaryOf(repo)).toMatchObject({ successes: 1, failures: 0, total: 1, pass_rate: 1 });
  const pushed = await client.query("oot_commit_results", { repo: upstream, sha: hash("pushed") });
  expect(pushed).toMatchObject([{ event_type: "push", pr: null }]);
});

test("the summary counts as it says", async () => {
  const repo = "acme/sum";
  const ends: [string, number][] = [
    ["success", 4],
    ["failure", 2],
    ["cancelled", 3],
    ["timed_out", 1],
    ["skipped", 1],
    ["neutral", 1],
  ];
  let id = 300;
  for (const [conclusion, times] of ends) {
    for (let time = 0; time < times; time++) {
      await tell({
        repo,
        level: "L3",
        metrics: { queue_time: id - 299, execution_time: 100 },
        workflow: completed({ conclusion, check_run_id: id++ }),
      });
    }
  }
  await tell({ repo, workflow: { check_run_id: id++, started_at: at(-60) } });
  await tell({ repo, workflow: { check_run_id: id++, started_at: at(-7 * 3600) } });
  const row = await until("the summary", async () => {
    const found = await summaryOf(repo);
    return found?.total === 14 && found;
  });
  expect(row).toMatchObject({
    ...{
      downstream_repo_level: "L3",
      successes: 4,
      failures: 2,
      cancelled: 3,
      timed_out: 1,
      in_progress: 1,
      total: 14,
    },
    ...{ avg_duration_s: 100, last_run: at(-60) },
  });
  expect(row.pass_rate).toBeCloseTo(4 / 7);
  expect(Number(row.p90_queue_s)).toBeGreaterThanOrEqual(10);
  // Running for over six hours: nobody is.
  const rows = await ofBackend(repo);
  expect(rows.filter(({ conclusion }) => conclusion === "stale")).toHaveLength(1);
});

test("freshness, repositories and metrics follow what comes in", async () => {
  const repo = "octo-org/fresh";
  const began = new Date().toISOString();
  expect(await client.send(`/api/freshness?repo=${repo}`)).toMatchObject({ status: 404 });

  const counted = async (pattern: RegExp): Promise<number> =>
    Number(pattern.exec((await client.send("/api/metrics")).text)?.[1] ?? 0);
  const pings = /hud_deliveries_total\{source="github",event="ping",outcome="ignored"\} (\d+)/;
  const before = await counted(pings);
  await client.deliver({ event: "ping", payload: { zen: "x", repository: { full_name: repo } } });
  expect(await counted(pings)).toBe(before + 1);
  interface Freshness {
    received: { last: string | null };
    recorded: { last: string | null };
    replicated: { last: string | null; lag_seconds: number | null };
    parked: number;
  }
  const heard = await until("it is heard of", async () => {
    const { status, text } = await client.send(`/api/freshness?repo=${repo}`);
    return status === 200 && (JSON.parse(text) as Freshness);
  });
  expect(heard.received.last && heard.received.last >= began).toBe(true);
  expect(heard).toMatchObject({ replicated: { last: null }, parked: 0 });
  const known = await client.json<{ repo: string; branches: string[]; last_event: string }[]>("/api/repos");
  expect(known[0]).toEqual({ repo, branches: [], last_event: heard.received.last });

  await client.deliver({
    event: "push",
    payload: {
      repository: { full_name: repo, default_branch: "trunk", pushed_at: now / 1000 },
      ...{
        ref: "refs/heads/trunk",
        before: hash("0"),
        after: hash("1"),
        commits: [],
        head_commit: { id: hash("1"), message: "x", timestamp: at(0) },
      },
    },
  });
  const fresh = await until("it is replicated", async () => {
    const read = await client.json<Freshness>(`/api/freshness?repo=${repo}`);
    return read.replicated.last !== null && read;
  });
  expect(fresh.recorded.last && fresh.recorded.last >= began).toBe(true);
  expect(fresh.replicated.lag_seconds).toBeLessThan(10);
  await until("its branch is known", async () =>
    (await client.json<{ repo: string; branches: string[] }[]>("/api/repos")).some(
      (one) => one.repo === repo && one.branches[0] === "trunk",
    ),
  );
  const all = await client.json<Freshness>("/api/freshness");
  expect(all.received.last && all.received.last >= began).toBe(true);
  await until("the workers tell", async () => (await counted(/hud_replicated_records (\d+)/)) > 0);
  expect(await counted(/hud_parked_records (\d+)/)).toBe(0);
  expect(await counted(/hud_stream_lag_seconds\{table="push"\} ([\d.]+)/)).toBeLessThan(10);
}, 60_000);

test("no secret is ever written to the log", () => {
  const [, after] = hud.output().split("Ctrl-C stops it");
  expect(after).toBeDefined();
  for (const secret of Object.values(hud.secrets)) expect(after).not.toContain(secret);
});
