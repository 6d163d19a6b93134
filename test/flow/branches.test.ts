/** What the grid asks of a branch, on the real engine: its state, its commits by author or message, and where one is. */
import { branchSearch } from "clickhouse_queries/branch_search/query";
import { hudDurations } from "clickhouse_queries/hud_durations/query";
import { sevIssues } from "clickhouse_queries/sev_issues/query";
import { gridPage } from "lib/server/grid_page";
import type { Services } from "lib/server/services";
import { fullSha, locate } from "lib/server/sha";
import { branchState } from "lib/server/trunk";
import { queryText } from "lib/warehouse/run_query";
import * as make from "test/kit/deliveries";
import { servicesWith } from "test/kit/services";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";

const { at, moment, sha } = make;
let warehouse: TestWarehouse;
let services: Services & { close(): Promise<void> };

beforeAll(async () => {
  warehouse = await startWarehouse();
  services = servicesWith(warehouse);
});
afterAll(async () => {
  await services.close();
  await warehouse.stop();
});

const push = (commits: Record<string, unknown>[]) =>
  make.push(99, { commits, head_commit: null, after: commits.at(-1)?.id });
const named = (...names: string[]) =>
  push(names.map((name, index) => make.commit(name, { timestamp: at(index), message: `Change ${name}` })));
let ids = 0;
/** A run of one job on a commit; without a conclusion it has not ended. */
function ran(name: string, job: string, conclusion: string | null, fields: object = {}) {
  const id = ++ids;
  const status = conclusion === null ? "in_progress" : "completed";
  return [
    make.run({ id, head_sha: sha(name), status, conclusion }),
    make.job({
      ...{ id, run_id: id, name: job, head_sha: sha(name), status, conclusion },
      ...{ started_at: at(0), completed_at: conclusion === null ? null : at(60), ...fields },
    }),
  ];
}

describe("a branch's state", () => {
  test("is what its cells and its issues say", async () => {
    const repo = "state/red";
    await warehouse.replicate(repo, [
      named("one", "two", "three", "four"),
      ...ran("one", "build", "success"),
      ...ran("two", "build", "failure"),
      ...ran("three", "build", "failure"),
      ...ran("three", "test", "failure"),
      ...ran("three", "test", "success"), // Flaky.
      ...ran("four", "build", null),
      make.issue({ number: 1, labels: [{ name: "CI: SEV" }], title: "Runners are down" }),
      make.issue({ number: 2, labels: [{ name: "bug" }] }),
      make.issue({ number: 3, labels: [{ name: "sev" }], state: "closed", closed_at: at(5) }, "closed"),
    ]);
    await expect(branchState(services, repo, "main")).resolves.toEqual({
      branch: "main",
      red_since: { sha: sha("two"), time: moment(1), title: "Change two" },
      red_jobs: ["CI / build"],
      red_job_count: 1,
      commits_since_green: 3,
      last_green_sha: sha("one"),
      pending_jobs: 1,
      sevs: [
        {
          ...{ number: 1, title: "Runners are down", created_at: moment(0) },
          url: `https://github.com/${make.repo}/issues/6`,
        },
      ],
      commits_searched: 4,
    });
  });

  test("is told to all who ask at once from one look, and anew a moment later", async () => {
    const repo = "state/kept";
    await warehouse.replicate(repo, [named("one"), ...ran("one", "build", "failure")]);
    const [first, second] = await Promise.all([1, 2].map(() => branchState(services, repo, "main")));
    expect(second).toBe(first);
    await warehouse.replicate(repo, ran("one", "build", "success"));
    const now = Date.now();
    const clock = jest.spyOn(Date, "now").mockReturnValue(now + 1_500);
    try {
      await expect(branchState(services, repo, "main")).resolves.toMatchObject({ red_since: null });
    } finally {
      clock.mockRestore();
    }
  });

  test("of a branch or repository that is not known is a 404, each time anew", async () => {
    await warehouse.replicate("state/known", [named("one")]);
    for (const [repo, branch] of [
      ["state/known", "no"],
      ["state/no", "main"],
      ["state/no", "main"],
    ] as const) {
      await expect(branchState(services, repo, branch)).rejects.toMatchObject({ status: 404 });
    }
  });
});

test("sev_issues: any of the labels, whatever their case, newest first", async () => {
  const repo = "sevs/all";
  await warehouse.replicate(repo, [
    make.issue({ number: 1, labels: [{ name: "SEV" }, { name: "bug" }], created_at: at(1) }),
    make.issue({ number: 2, labels: [{ name: "ci: sev" }], created_at: at(2) }),
    make.issue({ number: 3, labels: [{ name: "severe" }], created_at: at(3) }),
  ]);
  const numbers = async (labels?: string[]) =>
    (await warehouse.ask(sevIssues, { repo, labels })).map((row) => row.number);
  expect(await numbers()).toEqual([2, 1]);
  expect(await numbers(["Severe"])).toEqual([3]);
  expect(await numbers([])).toEqual([]);
});

describe("commits by author or message", () => {
  const repo = "filter/all";
  const by = (name: string, username: string | null, message: string, second: number) =>
    make.commit(message, { message, timestamp: at(second), author: { name, ...(username !== null && { username }) } });

  beforeAll(async () => {
    await warehouse.replicate(repo, [
      push([
        by("Ann Lee", "ann", "Fix the build (#1)", 1),
        by("Bob", "bobby", "Add ÄPFEL\n\nThe build grows", 2),
        by("Ann Other", null, "Remove 100% of _it_", 3),
        by("Bot", "hud-bot", "Bump", 4),
      ]),
    ]);
  });

  const titles = async (filter: { author?: string; message?: string }): Promise<string[]> =>
    (await gridPage(services, { repo, branch: "main", page: 0, per_page: 50, ...filter })).commits.map(
      ({ commitTitle }) => commitTitle,
    );

  test.each([
    [{}, ["Bump", "Remove 100% of _it_", "Add ÄPFEL", "Fix the build (#1)"]],
    [{ author: "ANN" }, ["Remove 100% of _it_", "Fix the build (#1)"]],
    [{ author: "bobby" }, ["Add ÄPFEL"]],
    [{ message: "build" }, ["Add ÄPFEL", "Fix the build (#1)"]],
    [{ message: "äpfel" }, ["Add ÄPFEL"]],
    [{ message: "100%" }, ["Remove 100% of _it_"]],
    [{ message: "_" }, ["Remove 100% of _it_"]],
    [{ author: "ann", message: "build" }, ["Fix the build (#1)"]],
    [{ author: "' OR 1 = 1 --" }, []],
  ])("%j", async (filter, expected) => {
    expect(await titles(filter)).toEqual(expected);
  });

  test("pages are pages of what matches", async () => {
    const page = (index: number) =>
      gridPage(services, { repo, branch: "main", page: index, per_page: 1, message: "build" });
    const [first, second, third] = [await page(0), await page(1), await page(2)];
    expect([first, second, third].map(({ commits, more }) => [commits[0]?.commitTitle, more])).toEqual([
      ["Add ÄPFEL", true],
      ["Fix the build (#1)", false],
      [undefined, false],
    ]);
  });

  test("without a filter, no commit's text is read", async () => {
    const looks = async (filter: object): Promise<boolean> => {
      const plan = await warehouse.client.query({
        query: `EXPLAIN ${await queryText(branchSearch)}`,
        query_params: branchSearch.params.parse({ repo, branch: "main", ...filter }),
        format: "TabSeparated",
      });
      return (await plan.text()).includes("CreatingSets");
    };
    expect(await looks({})).toBe(false);
    expect(await looks({ author: "ann" })).toBe(true);
  });
});

describe("a commit by the beginning of its hash", () => {
  const repo = "short/hash";
  const close = ["abcd".padEnd(40, "0"), "abcd".padEnd(40, "1"), "abce".padEnd(40, "2")] as const;

  beforeAll(async () => {
    await warehouse.replicate(repo, [
      push(close.map((id, index) => make.commit("any", { id, timestamp: at(index) }))),
      make.job({ head_sha: "dddd".padEnd(40, "3") }), // Heard of by a job alone.
    ]);
  });
  const status = (work: Promise<unknown>) => work.then(() => 200).catch((error: { status: number }) => error.status);

  test("is told whole", async () => {
    expect(await fullSha(services, repo, "ABCE")).toBe(close[2]);
    expect(await fullSha(services, repo, "abcd0")).toBe(close[0]);
    expect(await fullSha(services, repo, "dddd3")).toBe("dddd".padEnd(40, "3"));
    expect(await fullSha(services, repo, sha("unheard"))).toBe(sha("unheard"));
  });

  test("that several have is a 409 that names them", async () => {
    await expect(fullSha(services, repo, "abcd")).rejects.toMatchObject({
      status: 409,
      message: `abcd may be any of several commits in ${repo}: ${close[0]}, ${close[1]}`,
    });
  });

  test.each(["abc", "ffff", "abcz", "", "abcd'"])("%j is a 404", async (text) => {
    expect(await status(fullSha(services, repo, text))).toBe(404);
  });

  test("is located on its branch, page and row, as the grid has it", async () => {
    const names = Array.from({ length: 7 }, (_, index) => `place ${index}`);
    await warehouse.replicate("locate/all", [named(...names)]);
    const newest_first = names.toReversed().map(sha);
    for (const per_page of [1, 3, 50]) {
      for (const [index, hash] of newest_first.entries()) {
        const place = await locate(services, { repo: "locate/all", branch: "main", text: hash.slice(0, 8), per_page });
        expect(place).toEqual({ sha: hash, page: Math.floor(index / per_page), row: index % per_page });
      }
    }
    const asked = { repo: "locate/all", branch: "main", per_page: 50 };
    expect(await status(locate(services, { ...asked, text: sha("elsewhere") }))).toBe(404);
    expect(await status(locate(services, { ...asked, text: "abc" }))).toBe(404);
    expect(await status(locate(services, { ...asked, branch: "no", text: "abcd" }))).toBe(404);
    expect(await status(locate(services, { ...asked, repo, text: "abcd" }))).toBe(409);
  });
});

test("hud_durations: the median of successes, else of failures, by the column's name", async () => {
  const repo = "durations/all";
  await warehouse.replicate(repo, [
    named("old", "one", "two", "three"),
    ...ran("old", "build", "success", { completed_at: at(9_000) }),
    ...ran("one", "build", "success", { completed_at: at(10) }),
    ...ran("two", "build", "success", { completed_at: at(20), workflow_name: null }),
    ...ran("three", "build", "success", { completed_at: at(30) }),
    ...ran("three", "build", "failure", { completed_at: at(500) }),
    ...ran("three", "test", "failure", { completed_at: at(7) }),
    ...ran("three", "lint", "cancelled"),
    ...ran("three", "deploy", null),
    make.run({ id: 9_001, head_sha: sha("three"), head_repository: { full_name: "someone/else" } }),
    make.job({
      ...{ id: 9_001, run_id: 9_001, head_sha: sha("three"), name: "forked" },
      ...{ status: "completed", conclusion: "success", started_at: at(0), completed_at: at(5) },
    }),
  ]);
  const expected = [
    { name: "CI / build", p50_seconds: 20, runs: 4 },
    { name: "CI / test", p50_seconds: 7, runs: 1 },
  ];
  expect(await warehouse.ask(hudDurations, { repo, branch: "main", commits: 3 })).toEqual(expected);
  expect(await warehouse.ask(hudDurations, { repo, commits: 3 })).toEqual(expected);
});
