/** @jest-environment jsdom */
/** Why a job failed, as its row and the verdict's list tell: the line, or that there is none, and why. */
import { screen, within } from "@testing-library/react";
import { CommitView } from "components/jobs/CommitView";
import { FailureLine } from "components/jobs/FailureLine";
import type { CommitPageAnswer, JobAnswer } from "lib/model/answers";
import { jobAnswer } from "test/kit/job_answer";
import { renderPage } from "test/kit/render_page";

const repo = "acme/rocket";
const failed = (fields: Partial<JobAnswer> = {}) => jobAnswer("test / unit", { conclusion: "failure", ...fields });
const show = (job: JobAnswer) => renderPage(<FailureLine repo={repo} job={job} />);
const links = () => screen.queryAllByRole("link").map((link) => [link.textContent, link.getAttribute("href")]);

test("a line far down is numbered as in the log", () => {
  const job = failed({ failureLines: ["E"], failureLineNum: 77_778, logUrl: "/api/log/acme/rocket/1" });
  show(job);
  expect(links()).toContainEqual(["Line 77,778", `/acme/rocket/job/${job.id}#L77778`]);
});

test("where no rule knows the failure, its log and a rule of one's own are a step away", () => {
  const job = failed({ logUrl: "/api/log/acme/rocket/1" });
  show(job);
  expect(screen.getByText("No rule knows this failure")).toBeTruthy();
  expect(links()).toEqual([
    ["Read its log", `/acme/rocket/job/${job.id}`],
    ["Write a rule", "/rules?repo=acme%2Frocket"],
  ]);
});

test("where there is no log, that is said", () => {
  const job = failed({ conclusion: "timed_out" });
  show(job);
  expect(screen.getByText("No log of this failure is kept")).toBeTruthy();
  expect(links()).toEqual([["Why", `/acme/rocket/job/${job.id}`]]);
});

test.each([
  ["what has not failed", jobAnswer("test / unit", { conclusion: "cancelled", logUrl: "/x" })],
  ["a run without jobs", failed({ id: 7, runId: 7, jobName: "(no jobs)" })],
  ["another CI system's job", failed({ provider: "circleci" })],
])("nothing is said of %s", (_, job) => {
  expect(show(job).container.innerHTML).toBe("");
});

test("a commit's page says it in the verdict's list and in the job's row", async () => {
  const job = failed({ logUrl: "/api/log/acme/rocket/1" });
  const sha = "a".repeat(40);
  const page: CommitPageAnswer = {
    commit: {
      ...{ sha, time: "2026-03-01T12:00:00Z", title: "Fix it", body: "", author: "", authorUrl: null },
      ...{ commitUrl: null, prNum: null, branches: [] },
    },
    verdicts: {
      ...{ summary: "1 failure looks new", parts: [{ kind: "new", text: "1 failure looks new", sha: null }] },
      jobs: [{ name: job.name, job_id: job.id, kind: "new", settled: false, evidence: [] }],
      ...{ pending: 0, passed: 0, unjudged: 0, said: [], trunk: null },
    },
    ...{ jobs: [job], checks: [] },
  };
  const answers = { [`/api/acme/rocket/commit/${sha}`]: page };
  renderPage(<CommitView repo={repo} sha={sha} found title={null} />, { answers });
  for (const name of ["Verdict", "Jobs"]) {
    const region = await screen.findByRole("region", { name });
    expect(within(region).getByText("No rule knows this failure")).toBeTruthy();
  }
});
