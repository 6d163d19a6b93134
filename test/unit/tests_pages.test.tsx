/**
 * What a person sees of tests, artifacts, metrics and the set-up page, for answers of every kind.
 *
 * @jest-environment jsdom
 */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { artifactRuns, sizeWords } from "components/artifacts/sizes";
import { CommitArtifacts } from "components/artifacts/CommitArtifacts";
import { byDay, lastDays, roundUp, roundUpSeconds } from "components/charts/days";
import { percent, weighted } from "components/metrics/figures";
import { Metrics } from "components/metrics/Metrics";
import { Setup } from "components/setup/Setup";
import { CommitTests } from "components/tests/CommitTests";
import { Flaky } from "components/tests/Flaky";
import { groupRuns, outcomeOf, rateWords } from "components/tests/history";
import type { CommitTest, CommitTestCounts, FlakyTest, TestRun } from "components/tests/queries";
import { firstLine, inGroups, jobWords, placeOfTest } from "components/tests/test_name";
import { Tests } from "components/tests/Tests";
import { took } from "components/tests/took";
import { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { Artifact } from "lib/model/artifact";
import { input_names, type SetupAnswer } from "lib/model/setup";
import { renderPage } from "test/kit/render_page";

const repo = "acme/rocket";
const sha = "a".repeat(40);
const base = "b".repeat(40);
const at = "2026-03-01T12:00:00.000Z";
const query = (name: string, params: Record<string, unknown>) => api_paths.savedQuery(name, params);

const identity = { name: "test_fuel", classname: "tests.Engine", file: "tests/test_engine.py" };
const place = { workflow_id: 1, workflow_name: "CI", job_id: 10, job_name: "unit", run_attempt: 1 };

const commitTest = (fields: Partial<CommitTest> = {}): CommitTest => ({
  ...{ ...identity, ...place, invoking_file: "junit.xml", status: "failure", tries: 1, duration_seconds: 0.25 },
  ...{ message: "\nKeyError: 'fuel'", text: "in test_fuel", failed_attempt: null, failed_job_id: null, time: at },
  ...fields,
});

const counts = (fields: Partial<CommitTestCounts> = {}): CommitTestCounts => ({
  ...{ total: 10, successes: 8, failures: 2, errors: 0, skipped: 0, flaky: 0, duration_seconds: 4 },
  ...{ jobs: 2, reports: 2, unfinished_reports: 0 },
  ...fields,
});

const failing = query("commit_tests", { repo, sha, statuses: ["failure", "error", "flaky"], limit: 100 });

describe("a commit's tests", () => {
  test("say what failed once for all its jobs, with each job's own words", async () => {
    renderPage(<CommitTests repo={repo} sha={sha} base={base} />, {
      answers: {
        [query("commit_test_counts", { repo, sha })]: [counts()],
        [query("commit_test_counts", { repo, sha: base })]: [counts({ failures: 1, successes: 9 })],
        [failing]: [commitTest(), commitTest({ job_id: 11, job_name: "gpu", text: "<b>other</b>", run_attempt: 2 })],
        [query("commit_tests_changed", { repo, sha, base, limit: 200 })]: [
          ...[{ ...identity, change: "newly_failing", status: "failure", base_status: "success" }],
          ...[{ ...identity, name: "test_gone", change: "removed", status: null, base_status: "success" }],
        ].map((row) => ({ ...row, workflow_name: "CI", job_name: "unit", jobs: 3, of_this_change: 1 })),
      },
    });
    const list = await screen.findByRole("list", { name: "Failed and flaky tests" });
    expect(within(list).getByText("in 2 jobs")).toBeTruthy();
    expect(within(list).getByRole("link", { name: "CI / gpu" }).getAttribute("href")).toBe("/acme/rocket/job/11");
    expect(within(list).getByText(/<b>other<\/b>/)).toBeTruthy();
    expect(within(screen.getByRole("list", { name: "Tests by outcome" })).getByText("+1")).toBeTruthy();
    await screen.findByText("Newly failing");
    expect(screen.getByRole("link", { name: "test_gone" })).toBeTruthy();
  });

  test("show nothing where there are none, and what went wrong where they cannot be had", async () => {
    const answers = { [query("commit_test_counts", { repo, sha })]: [] };
    const empty = renderPage(<CommitTests repo={repo} sha={sha} base={null} />, { answers });
    await waitFor(() => expect(empty.container.textContent).toBe(""));
    empty.unmount();
    renderPage(<CommitTests repo={repo} sha={sha} base={null} />, {
      answers: { [query("commit_test_counts", { repo, sha })]: new ApiError("The warehouse cannot be reached", 503) },
    });
    await screen.findByText("The warehouse cannot be reached");
  });
});

describe("a commit's artifacts", () => {
  const artifact = (fields: Partial<Artifact> = {}): Artifact => ({
    ...{ workflow_id: 1, workflow_name: "CI", run_attempt: 1, job_id: 10, job_name: "unit", name: "a.zip" },
    ...{ size_bytes: 1_400_000, created_at: at, expires_at: null, expired: false, url: "/api/x", source: "archive" },
    ...fields,
  });

  test("are listed by run, attempt and job; expired ones are no links", async () => {
    renderPage(<CommitArtifacts repo={repo} sha={sha} />, {
      answers: {
        [api_paths.artifacts(repo, sha)]: [
          artifact(),
          artifact({ name: "old.zip", expired: true }),
          artifact({ name: "on-github", source: "github", url: "https://github.com/a", job_id: null, job_name: null }),
        ],
      },
    });
    await screen.findByRole("heading", { name: /Artifacts 3, 4\.2 MB/ });
    expect(screen.getByRole("link", { name: "a.zip" }).hasAttribute("download")).toBe(true);
    expect(screen.queryByRole("link", { name: "old.zip" })).toBeNull();
    expect(screen.getByText("expired")).toBeTruthy();
    expect(screen.getByRole("link", { name: "on-github" }).getAttribute("rel")).toBe("noreferrer");
  });

  test("keep their order: runs by name, the newest attempt first, the whole run before its jobs", () => {
    const runs = artifactRuns([
      artifact({ name: "b" }),
      artifact({ name: "a" }),
      artifact({ job_id: null, job_name: null }),
      artifact({ run_attempt: 2 }),
      artifact({ workflow_id: 2, workflow_name: "Build" }),
    ]);
    expect(runs.map(({ workflow_name, run_attempt }) => `${workflow_name} ${run_attempt}`)).toEqual([
      "Build 1",
      "CI 2",
      "CI 1",
    ]);
    expect(runs[2]?.jobs.map(({ job_id, artifacts }) => [job_id, artifacts.map(({ name }) => name)])).toEqual([
      [null, ["a.zip"]],
      [10, ["a", "b"]],
    ]);
  });

  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [999_999, "1.0 MB"],
    [38_400_000_000, "38 GB"],
  ])("%d bytes are %s", (bytes, words) => expect(sizeWords(bytes)).toBe(words));
});

describe("a repository's tests", () => {
  const days = query("test_days", { repo, days: 30 });
  const search = (q: string) => query("test_search", { repo, q, limit: 100 });

  test("teach how to send a first report", async () => {
    renderPage(<Tests />, { query: { repo }, answers: { [search("")]: [], [days]: [] } });
    await screen.findByRole("heading", { name: `No test report of ${repo} yet` });
    expect(screen.getByLabelText("the command for test reports").textContent).toContain(`-F repo=${repo}`);
  });

  test("are searched by the address", async () => {
    const found = { ...identity, first_seen: at, last_seen: at, last_status: "flaky", found: 1_234 };
    const { visited } = renderPage(<Tests />, {
      path: `/tests?repo=${repo}&q=fuel`,
      query: { repo, q: "fuel" },
      answers: { [search("fuel")]: [found] },
    });
    await screen.findByRole("heading", { name: "Tests 1,234" });
    expect(screen.getByRole("img", { name: "Flaky" })).toBeTruthy();
    fireEvent.change(screen.getByRole("searchbox", { name: /Find tests/ }), { target: { value: "tank" } });
    await waitFor(() => expect(visited.at(-1)).toContain("q=tank"));
  });

  test("without a repository are those that report", async () => {
    renderPage(<Tests />, { answers: { [query("test_repos", {})]: [{ repo, tests: 5, last_report_at: at }] } });
    expect((await screen.findByRole("link", { name: repo })).getAttribute("href")).toBe("/tests?repo=acme%2Frocket");
  });
});

test("a flaky test stands with its proof", async () => {
  const flaky: FlakyTest = {
    ...{ ...identity, commits_hurt: 3, flaky_runs: 0, passed_on_retry: 3, failures: 4, last_flaked_at: at },
    ...{ head_sha: sha, workflow_name: "CI", job_name: "unit", failed_workflow_id: 1, failed_job_id: 10 },
    ...{ failed_attempt: 1, passed_workflow_id: 1, passed_job_id: 11, passed_attempt: 2, message: "3 != 4" },
    trend: [0, 1, 2],
  };
  renderPage(<Flaky />, {
    query: { repo, days: "7" },
    answers: { [query("flaky_tests", { repo, branch: "", days: 7, limit: 100 })]: [flaky] },
  });
  await screen.findByRole("heading", { name: "Flaky tests 1" });
  expect(screen.getByRole("link", { name: "failed in attempt 1" }).getAttribute("href")).toBe("/acme/rocket/job/10");
  expect(screen.getByRole("link", { name: "passed in attempt 2" }).getAttribute("href")).toBe("/acme/rocket/job/11");
});

describe("the set-up page", () => {
  const setup = (fields: Partial<SetupAnswer> = {}): SetupAnswer => ({
    webhook_url: "http://localhost/api/github/webhooks",
    circleci_url: "http://localhost/api/circleci/webhooks",
    relay_url: "http://localhost/api/oot/results",
    test_reports_url: "http://localhost/api/test-reports",
    artifacts_url: "http://localhost/api/artifacts",
    ...{ secret_hint: "here", circleci_secret_hint: "there", relay_token_hint: "where", api_token_hint: "file" },
    github: { token: false, app: false, made: null },
    repo: {
      repo,
      inputs: input_names.map((input) => ({ input, heard_at: input === "push" ? at : null, recorded_at: null })),
      hooks: [{ scope: "organization", hook_id: 1, heard_at: at, events: ["push"], content_type: "form" }],
      log_coverage: { jobs: 12, with_log: 5 },
      log_refusal: null,
    },
    ...fields,
  });

  test("says what is there, what was not ticked, and what to do", async () => {
    renderPage(<Setup />, { query: { repo }, answers: { [api_paths.setup(repo)]: setup() } });
    await screen.findByText("The organisation's webhook");
    expect(screen.getAllByText("Not ticked").length).toBeGreaterThan(5);
    expect(screen.getByText(/5 of the 12 jobs/)).toBeTruthy();
    expect(screen.getByText("npm run backfill -- acme/rocket --days 7")).toBeTruthy();
  });

  test("leads through what is left to do for a new App", async () => {
    const made = {
      ...{ name: "HUD acme", owner: "acme", html_url: "https://github.com/apps/hud-acme", made_at: at },
      ...{ install_url: "https://github.com/apps/hud-acme/installations/new", signs_alike: false },
    };
    renderPage(<Setup />, {
      query: { app: "made" },
      answers: { [api_paths.setup(null)]: setup({ repo: null, github: { token: false, app: false, made } }) },
    });
    await screen.findByRole("heading", { name: "The GitHub App was made" });
    expect(screen.getByRole("link", { name: "Install it" }).getAttribute("href")).toBe(made.install_url);
    expect(screen.getByText(/signs with a secret of its own/)).toBeTruthy();
    expect(screen.getByText(/Start the HUD again/)).toBeTruthy();
  });

  test("shows no outcome that it does not know", async () => {
    renderPage(<Setup />, { query: { app: "<b>" }, answers: { [api_paths.setup(null)]: setup({ repo: null }) } });
    await screen.findByText(/Choose a repository/);
    expect(screen.queryByText("<b>")).toBeNull();
  });
});

test("metrics stand for themselves: one that cannot be had leaves the others", async () => {
  const of = { repo, days: 30, branch: "main" };
  renderPage(<Metrics />, {
    query: { repo },
    answers: {
      [api_paths.repos()]: [{ repo, branches: ["main"], last_event: at }],
      [query("master_commit_red", of)]: [{ day: lastDays(1, Date.now())[0], red: 1, green: 3, pending: 1, total: 5 }],
      [query("time_to_signal", of)]: [],
      [query("reliability", of)]: new ApiError("The query took too long", 503),
      [query("workflow_duration_percentile", of)]: [
        { provider: "github", workflow_name: "CI", runs: 2, p50_seconds: 60, p90_seconds: 90, p99_seconds: 120 },
      ],
      [query("queued_jobs", { repo, limit: 200 })]: [],
      [query("queue_times", { repo, days: 30, by: "day" })]: [],
      [query("queue_times", { repo, days: 30, by: "labels" })]: [],
    },
  });
  await screen.findByRole("img", { name: "Commits by day: 1 of 4 red" });
  expect(screen.getByText("25%")).toBeTruthy();
  await screen.findByText("The query took too long");
  expect(within(await screen.findByRole("table", { name: "Duration of workflows" })).getByText("1m 30s")).toBeTruthy();
  expect(screen.queryByRole("heading", { name: /Waiting now/ })).toBeNull();
});

describe("small sums", () => {
  const run = (fields: Partial<TestRun>): TestRun => ({
    ...{ ...identity, ...place, time: at, status: "success", tries: 1, duration_seconds: 1, message: "" },
    ...{ head_sha: sha, head_branch: "main" },
    ...fields,
  });

  test("of a test's runs: skipped ones are no evidence, flaky ones no passes", () => {
    const runs = [run({}), run({ status: "skipped" }), run({ status: "flaky" }), run({ status: "error" })];
    expect(outcomeOf(runs)).toMatchObject({ runs: 4, passed: 1, failed: 1, flaky: 1, skipped: 1, pass_rate: 1 / 3 });
    expect(outcomeOf([run({ status: "skipped" })]).pass_rate).toBeNull();
    const groups = groupRuns([...runs, run({ job_name: "gpu" })], jobWords);
    expect(groups.map(({ name }) => name)).toEqual(["CI / unit", "CI / gpu"]);
  });

  test("never round a failure away", () => {
    expect([1, 0.99999, 0.5, 0.00001, 0, null].map(rateWords)).toEqual(["100%", "99.9%", "50%", "0.1%", "0%", "–"]);
    expect([null, 0, 0.004, 0.25, 1].map(percent)).toEqual(["–", "0%", "0.4%", "25%", "100%"]);
    expect(
      weighted(
        [
          { v: 1, w: 1 },
          { v: 4, w: 2 },
        ],
        ({ v, w }) => [v, w],
      ),
    ).toBe(3);
    expect(weighted([], () => [1, 1])).toBeNull();
  });

  test("of days are whole stretches with holes where nothing is known", () => {
    const days = lastDays(3, Date.parse("2026-03-01T00:00:00Z"));
    expect(days).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
    expect(byDay([{ day: "2026-02-28", n: 1 }], days)).toEqual([null, { day: "2026-02-28", n: 1 }, null]);
    expect([0, 1, 3, 11, 260].map(roundUp)).toEqual([1, 1, 5, 20, 500]);
    expect([0.3, 61, 4_000].map(roundUpSeconds)).toEqual([0.5, 120, 7_200]);
  });

  test("of names: nothing is said twice, and a question fits into its address", () => {
    expect(placeOfTest({ name: "t", classname: "tests.test_engine.Engine", file: "tests/test_engine.py" })).toBe(
      "tests.test_engine.Engine",
    );
    expect(placeOfTest({ name: "t", classname: "Engine", file: "src/engine.cc" })).toBe("Engine · src/engine.cc");
    expect(firstLine("\n  \n first \nsecond")).toBe("first");
    expect(jobWords({ workflow_name: "", job_name: "", job_id: 7 })).toBe("job 7");
    const many = Array.from({ length: 90 }, (_, number) => ({ ...identity, name: `test_${number}`.repeat(40) }));
    const groups = inGroups([...many, { ...identity, name: "x".repeat(9_000) }], {
      ...{ tests_max: 25, characters_max: 5_000, groups_max: 4 },
    });
    expect(groups.length).toBe(4);
    for (const group of groups) {
      const names = group.map(({ name, classname }) => [name, classname]);
      expect(encodeURIComponent(JSON.stringify(names)).length).toBeLessThan(6_000);
    }
    expect([0, 0.0124, 0.31, 4.25, 42, null].map(took)).toEqual(["0 ms", "12 ms", "0.31 s", "4.3 s", "42s", "—"]);
  });
});
