/** @jest-environment jsdom */
/** A commit's jobs: attempts together, worst first, filters; and the page around them. */
import { fireEvent, screen, within } from "@testing-library/react";
import { filterLines, jobLines, workflowBoxes } from "components/jobs/boxes";
import { CommitView } from "components/jobs/CommitView";
import { PullView } from "components/jobs/PullView";
import type { CommitPageAnswer, JobAnswer, PullPageAnswer } from "lib/model/answers";
import { renderPage } from "test/kit/render_page";

const sha = "a".repeat(40);
let next_id = 1;
const job = (name: string, fields: Partial<JobAnswer> = {}): JobAnswer => {
  const [workflowName = "", jobName = ""] = name.split(" / ");
  return {
    ...{ id: next_id++, conclusion: "success", status: "completed", htmlUrl: "https://github.com/job", logUrl: null },
    ...{ durationS: 60, queueS: 5, runAttempt: 1, event: "push", failureLines: [], failureCaptures: [] },
    ...{ name, workflowName, jobName, runId: 1, latest: true, runnerName: null, labels: [] },
    ...{ createdAt: null, startedAt: null, completedAt: null },
    ...fields,
  };
};

describe("boxes", () => {
  const jobs = [
    job("lint / b"),
    job("lint / a"),
    job("test / unit 10", { runId: 2, conclusion: "failure", runAttempt: 1, latest: false }),
    job("test / unit 10", { runId: 2, runAttempt: 2 }),
    job("test / unit 9", { runId: 2, conclusion: "failure" }),
    job("test / unit 9", { runId: 3, event: "schedule" }),
    job("nightly / (no jobs)", { runId: 4, conclusion: "startup_failure" }),
  ];

  test("worst workflow first, worst job first, then by name with numbers as numbers", () => {
    expect(
      workflowBoxes(jobLines(jobs)).map(({ workflow, lines }) => [
        workflow,
        lines.map(({ tone, job: { jobName } }) => `${tone} ${jobName}`),
      ]),
    ).toEqual([
      ["nightly", ["startup_failure (no jobs)"]],
      ["test", ["failure unit 9", "flaky unit 10", "success unit 9"]],
      ["lint", ["success a", "success b"]],
    ]);
  });

  test("attempts are of one run; another run is another line", () => {
    const [, test_box] = workflowBoxes(jobLines(jobs));
    expect(test_box?.several_runs).toBe(true);
    expect(
      test_box?.lines.map(({ job: { runId, runAttempt }, earlier }) => [runId, runAttempt, earlier.length]),
    ).toEqual([
      [2, 1, 0],
      [2, 2, 1],
      [3, 1, 0],
    ]);
  });

  test("filters by name and by tone", () => {
    const lines = jobLines(jobs);
    expect(filterLines(lines, "UNIT 9", "")).toHaveLength(2);
    expect(filterLines(lines, "", "flaky")).toHaveLength(1);
  });
});

const commit: CommitPageAnswer = {
  commit: {
    ...{
      sha,
      time: "2026-03-01T12:00:00Z",
      title: "<b>Fix</b> it",
      body: "See https://a.example/x and #7.\n<img src=x>",
    },
    ...{ author: "ada", authorUrl: "https://github.com/ada", commitUrl: null, prNum: 7, branches: ["main"] },
  },
  jobs: [
    job("test / unit", { conclusion: "failure", runAttempt: 2 }),
    job("test / unit", { conclusion: "failure", latest: false }),
  ],
  checks: [
    { app: "codecov", name: "patch", conclusion: "failure", title: "71 %", url: "https://codecov.io/x", durationS: 3 },
  ],
};

test("a commit's page: text stays text, attempts unfold, checks are listed", async () => {
  renderPage(<CommitView repo="acme/rocket" sha={sha} found />, {
    answers: { [`/api/acme/rocket/commit/${sha}`]: commit },
  });
  expect(await screen.findByRole("heading", { level: 1 })).toHaveProperty(
    "textContent",
    expect.stringContaining("<b>Fix</b> it"),
  );
  expect(document.querySelector("img")).toBeNull();
  expect(screen.getByRole("link", { name: "https://a.example/x" }).getAttribute("href")).toBe("https://a.example/x");
  expect(screen.getByRole("link", { name: "#7" }).getAttribute("href")).toBe("/acme/rocket/pull/7");
  expect(screen.getAllByText("unit")).toHaveLength(1);
  fireEvent.click(screen.getByRole("button", { name: "Show 1 earlier" }));
  expect(screen.getAllByText("unit")).toHaveLength(2);
  expect(screen.getByRole("link", { name: "patch" })).toBeTruthy();
});

test("a conclusion's count filters the jobs", async () => {
  const answers = { [`/api/acme/rocket/commit/${sha}`]: { ...commit, jobs: [...commit.jobs, job("lint / ruff")] } };
  renderPage(<CommitView repo="acme/rocket" sha={sha} found />, { answers });
  fireEvent.click(await screen.findByRole("button", { name: /1 failure/ }));
  expect(screen.queryByText("ruff")).toBeNull();
  expect(screen.getByText("unit")).toBeTruthy();
});

test("an abbreviated hash is told apart from an unknown commit", async () => {
  renderPage(<CommitView repo="acme/rocket" sha="abc1234" found={false} />);
  expect(await screen.findByText(/whole hash/)).toBeTruthy();
});

test("a pull request's heads are a picker; picking one goes there", async () => {
  const [newest, older] = [sha, "b".repeat(40)];
  const pull: PullPageAnswer = {
    ...{
      number: 7,
      title: "Fix it",
      body: "",
      author: "ada",
      authorUrl: null,
      state: "open",
      draft: true,
      labels: ["bug"],
    },
    ...{
      url: null,
      baseRef: "main",
      headRef: "fix",
      shas: [
        { sha: newest, title: "Two" },
        { sha: older, title: "One" },
      ],
    },
    ...{ sha: newest, jobs: [], checks: [] },
  };
  const page = renderPage(<PullView repo="acme/rocket" number={7} sha={null} found />, {
    answers: { "/api/acme/rocket/pull/7": pull },
  });
  const picker = await screen.findByRole("combobox", { name: "Head" });
  expect(
    within(picker)
      .getAllByRole("option")
      .map(({ textContent }) => textContent),
  ).toEqual(["aaaaaaa Two (newest)", "bbbbbbb One"]);
  expect(screen.getByText("Draft")).toBeTruthy();
  fireEvent.change(picker, { target: { value: older } });
  expect(page.visited).toEqual([`/acme/rocket/pull/7?sha=${older}`]);
});
