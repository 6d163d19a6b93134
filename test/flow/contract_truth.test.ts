/** From webhook to grid, seen from outside: whatever order deliveries come in, no cell of the grid is ever wrong. */
import type { Cell, HudGrid } from "lib/model/grid";
import { type ExpectedRow, hash, Traffic } from "test/kit/ci_traffic";
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { Chance, HudClient, inParallel, until } from "test/kit/hud_client";

const now = Math.floor(Date.now() / 1000) * 1000;
let hud: TestHud;
let client: HudClient;

beforeAll(async () => {
  hud = await startHud();
  client = new HudClient(hud);
}, start_ms_max);

afterAll(stopHuds, 30_000);

/** Everything shuffled, a third of it twice, eight at a time; each must be acknowledged. */
async function send({ deliveries }: Traffic, chance: Chance): Promise<void> {
  const twice = deliveries.filter(() => chance.below(3) === 0);
  await inParallel(chance.shuffled([...deliveries, ...twice]), 8, async (delivery) => {
    expect(await client.deliver(delivery)).toMatchObject({ status: 200 });
  });
}

/** Every difference between the grid and what it must show. */
function wrongs(grid: HudGrid, expected: readonly ExpectedRow[]): string[] {
  const found: string[] = [];
  const same = (what: string, is: unknown, must: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(must))
      found.push(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(must)}`);
  };
  same(
    "rows",
    grid.shaGrid.map(({ sha }) => sha),
    expected.map(({ sha }) => sha),
  );
  same("jobNames", grid.jobNames, [...new Set(expected.flatMap(({ cells }) => [...cells.keys()]))].sort());
  for (const { cells, ...commit } of expected) {
    const row = grid.shaGrid.find(({ sha }) => sha === commit.sha);
    if (!row) continue;
    const { jobs, ...shown } = row;
    for (const [field, must] of Object.entries(commit)) same(`${commit.sha} ${field}`, Object(shown)[field], must);
    same(`${commit.sha} jobs.length`, jobs.length, grid.jobNames.length);
    for (const [column, name] of grid.jobNames.entries()) {
      const cell: Partial<Cell> = jobs[column] ?? {};
      const must = cells.get(name);
      const { conclusion, id, failedPreviousRun, runAttempt, durationS, status } = cell;
      const flaky = conclusion === "success" && failedPreviousRun === true;
      same(
        `${commit.sha} ${name}`,
        must ? { conclusion, id, runAttempt, durationS, status, flaky } : cell,
        must ? { ...pick(must), flaky: must.flaky } : {},
      );
    }
  }
  return found;
}

const pick = ({ conclusion, id, runAttempt, durationS, status }: ExpectedCell) => ({
  conclusion,
  id,
  runAttempt,
  durationS,
  status,
});
type ExpectedCell = ExpectedRow["cells"] extends Map<string, infer Value> ? Value : never;

/** Waits until nothing is wrong any more, and for what is still on its way to spoil it. */
async function expectTruth(repo: string, expected: readonly ExpectedRow[]): Promise<void> {
  const read = async () => wrongs(await client.grid(repo, "main"), expected);
  await until("a true grid", async () => (await read()).length === 0, { seconds: 90, every_ms: 250 }).catch(
    () => undefined,
  );
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await read()).toEqual([]);
}

test("20 commits × 40 jobs, shuffled, a third sent twice, 8 at a time: not one wrong cell", async () => {
  const chance = new Chance(20_260_301);
  const traffic = new Traffic("acme/rocket", chance, now - 86_400_000);
  for (let push = 0; traffic.rows.length < 20; push++) {
    const number = 100 + push * 10;
    traffic.push(
      [
        {
          message: `Make engine ${push} start 🚀 (#${number})\n\nIt did not.\n\n* really (#9)`,
          pr: number,
          login: "bob",
        },
        ...(push % 3 === 0
          ? [
              { message: `Merge pull request #${number + 1} from ann-lee/topic\n\nTopic`, pr: number + 1 },
              {
                message: `Stack ${push}\n\nPull Request resolved: https://github.com/acme/rocket/pull/${number + 2}`,
                pr: number + 2,
              },
            ]
          : push % 3 === 1
            ? [{ message: `Merged by a bot ${push}`, pr: number + 3, login: null }]
            : [{ message: `Revert "Tune (#3)"\n\n#4 was wrong`, login: null }]),
      ].slice(0, 20 - traffic.rows.length),
    );
  }
  for (const { commitTitle, prNum, sha } of traffic.rows) {
    if (commitTitle.startsWith("Merged by a bot") && prNum !== null) traffic.merged(prNum, sha);
  }
  expect(traffic.rows).toHaveLength(20);

  await send(traffic, chance);
  const newest_first = traffic.rows.toReversed();
  await expectTruth(traffic.repo, newest_first);

  // The same rows, page by page.
  for (const per_page of [1, 7, 20]) {
    for (let page = 0; page * per_page < 20 && page < 4; page++) {
      const rows = newest_first.slice(page * per_page, (page + 1) * per_page);
      expect(wrongs(await client.grid(traffic.repo, "main", { page, per_page }), rows)).toEqual([]);
    }
  }
  expect(await client.grid(traffic.repo, "main", { page: 1, per_page: 20 })).toEqual({ shaGrid: [], jobNames: [] });
  expect((await client.grid(traffic.repo, "main", { per_page: 100 })).shaGrid).toHaveLength(20);

  // The commit page tells of every attempt, and which is the latest.
  const [row] = newest_first;
  const { commit, jobs } = await client.json<{ commit: Record<string, unknown>; jobs: { id: number }[] }>(
    `/api/${traffic.repo}/commit/${row?.sha ?? ""}`,
  );
  expect(commit).toMatchObject({
    sha: row?.sha,
    title: row?.commitTitle,
    body: row?.commitMessageBody,
    prNum: row?.prNum,
  });
  const ids = new Set(jobs.map(({ id }) => id));
  expect([...(row?.cells.values() ?? [])].filter(({ id }) => !ids.has(id))).toEqual([]);
}, 240_000);

const commitOf = (repo: string, name: string, second: number, traffic: Traffic) => ({
  id: hash(`${repo} ${name}`),
  message: `Change ${name}`,
  timestamp: traffic.at(second),
  author: { name: "Ann Lee", username: "ann-lee" },
});

const runOf = (traffic: Traffic, name: string, fields: Record<string, unknown>) => ({
  workflow_run: {
    ...{ id: 1, run_attempt: 1, name: "CI", event: "push", status: "completed", conclusion: "success" },
    ...{ head_sha: hash(`${traffic.repo} ${name}`), head_repository: { full_name: traffic.repo } },
    ...{ created_at: traffic.at(1), updated_at: traffic.at(2) },
    head_commit: {
      id: hash(`${traffic.repo} ${name}`),
      message: `Change ${name}`,
      timestamp: traffic.at(0),
      author: { name: "Ann" },
    },
    ...fields,
  },
});

const jobOf = (traffic: Traffic, name: string, fields: Record<string, unknown>) => ({
  workflow_job: {
    ...{
      id: 2,
      run_id: 1,
      run_attempt: 1,
      name: "build",
      workflow_name: "CI",
      status: "completed",
      conclusion: "success",
    },
    ...{ head_sha: hash(`${traffic.repo} ${name}`), created_at: traffic.at(1), started_at: traffic.at(1) },
    completed_at: traffic.at(61),
    ...fields,
  },
});

const shas = ({ shaGrid }: HudGrid): string[] => shaGrid.map(({ sha }) => sha);

test("a repository whose webhook has no pushes has rows, of its own branches only", async () => {
  const traffic = new Traffic("acme/no-push", new Chance(1), now - 3_600_000);
  const fork = { full_name: "somebody/no-push" };
  traffic.tell("workflow_run", runOf(traffic, "a", { id: 1, head_branch: "main" }));
  traffic.tell("workflow_job", jobOf(traffic, "a", { id: 11, run_id: 1, head_branch: "main" }));
  traffic.tell("workflow_run", runOf(traffic, "fork", { id: 2, head_branch: "main", head_repository: fork }));
  traffic.tell("workflow_job", jobOf(traffic, "fork", { id: 12, run_id: 2, head_branch: "main", name: "theirs" }));
  // A fork that was deleted meanwhile.
  traffic.tell("workflow_run", runOf(traffic, "gone", { id: 3, head_branch: "main", head_repository: null }));
  traffic.tell("workflow_job", jobOf(traffic, "gone", { id: 13, run_id: 3, head_branch: "main", name: "gone" }));
  const branch = "feature/a b+c%2F#é&x=1'\"";
  traffic.tell("workflow_run", runOf(traffic, "topic", { id: 4, head_branch: branch }));
  traffic.tell("workflow_job", jobOf(traffic, "topic", { id: 14, run_id: 4, head_branch: branch }));
  await send(traffic, new Chance(2));

  const grid = await until("the branch's grid", async () => {
    const answer = await client.send(`/api/hud/acme/no-push/${encodeURIComponent(branch)}/0`);
    const read = answer.status === 200 ? (JSON.parse(answer.text) as HudGrid) : null;
    return read && read.jobNames.length > 0 && read;
  });
  expect(shas(grid)).toEqual([hash("acme/no-push topic")]);
  await until("main's grid", async () => (await client.grid("acme/no-push", "main")).jobNames.length > 0);
  const main = await client.grid("acme/no-push", "main");
  expect(shas(main)).toEqual([hash("acme/no-push a")]);
  expect(main.jobNames).toEqual(["CI / build"]);
  expect(main.shaGrid[0]).toMatchObject({
    commitTitle: "Change a",
    author: "Ann",
    jobs: [{ id: 11, conclusion: "success" }],
  });
  const known = await client.json<{ repo: string; branches: string[] }[]>("/api/repos");
  expect(known.find(({ repo }) => repo === "acme/no-push")?.branches.toSorted()).toEqual([branch, "main"].sort());
  expect(known.map(({ repo }) => repo)).not.toContain("somebody/no-push");
}, 180_000);

test("tags are no branches, a deleted branch is gone, and coming again it is back", async () => {
  const repo = "acme/refs";
  const traffic = new Traffic(repo, new Chance(3), now - 3_600_000);
  const push = (ref: string, name: string, second: number, fields: Record<string, unknown> = {}) => {
    const commit = commitOf(repo, name, second, traffic);
    const repository = { full_name: repo, default_branch: "main", pushed_at: Date.parse(traffic.at(second)) / 1000 };
    traffic.tell("push", {
      ...{
        ref,
        before: "0".repeat(40),
        after: commit.id,
        deleted: false,
        commits: [commit],
        head_commit: commit,
        repository,
      },
      ...fields,
    });
  };
  const gone = { after: "0".repeat(40), deleted: true, commits: [], head_commit: null };
  push("refs/heads/main", "a", 10);
  push("refs/tags/v1.0", "a", 20, { commits: [] });
  traffic.tell("workflow_run", runOf(traffic, "a", { id: 5, head_branch: "v1.0" }));
  push("refs/heads/old/topic", "b", 30);
  push("refs/heads/old/topic", "b", 40, gone);
  push("refs/heads/back", "c", 50);
  push("refs/heads/back", "c", 60, gone);
  push("refs/heads/back", "d", 70);
  await send(traffic, new Chance(4));

  const branches = async () =>
    (await client.json<{ repo: string; branches: string[] }[]>("/api/repos")).find((known) => known.repo === repo)
      ?.branches;
  await until("the branches", async () => (await branches())?.join() === "main,back");
  expect(shas(await client.grid(repo, "back"))).toEqual([hash(`${repo} d`), hash(`${repo} c`)]);
}, 180_000);

test("a run that failed to start and then did: the grid no longer shows the failure to start", async () => {
  const traffic = new Traffic("acme/again", new Chance(5), now - 3_600_000);
  const main = { head_branch: "main", id: 21 };
  traffic.tell("workflow_run", runOf(traffic, "a", { ...main, run_attempt: 1, conclusion: "failure" }));
  traffic.tell(
    "workflow_run",
    runOf(traffic, "a", { ...main, run_attempt: 2, conclusion: "success", updated_at: traffic.at(99) }),
  );
  traffic.tell("workflow_job", jobOf(traffic, "a", { id: 22, run_id: 21, run_attempt: 2, head_branch: "main" }));
  // All of whose jobs were left out: nothing failed.
  traffic.tell("workflow_run", runOf(traffic, "a", { ...main, id: 23, name: "Idle", conclusion: "skipped" }));
  await send(traffic, new Chance(6));
  const grid = await until("the second attempt's job", async () => {
    const answer = await client.send("/api/hud/acme/again/main/0");
    const read = answer.status === 200 ? (JSON.parse(answer.text) as HudGrid) : null;
    return read?.jobNames.includes("CI / build") && read;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await client.grid("acme/again", "main")).jobNames).toEqual(["CI / build"]);
  expect(grid.shaGrid).toHaveLength(1);
}, 180_000);
