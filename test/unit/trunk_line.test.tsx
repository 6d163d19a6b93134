/**
 * The line over the grid: what it says of a branch, by what /api/trunk knows.
 *
 * @jest-environment jsdom
 */
import { screen } from "@testing-library/react";
import { TrunkLine } from "components/hud/TrunkLine";
import { api_paths } from "lib/browser/paths";
import type { TrunkState } from "lib/model/trunk";
import { renderPage } from "test/kit/render_page";

const [bad, green] = ["c", "d"].map((digit) => digit.repeat(40)) as [string, string];
const red: TrunkState = {
  branch: "main",
  red_since: { sha: bad, time: new Date().toISOString(), title: "Break it" },
  ...{ red_jobs: ["periodic / gpu"], red_job_count: 1, commits_since_green: 3, last_green_sha: green },
  ...{ pending_jobs: 0, sevs: [], commits_searched: 100 },
};
const none = { red_since: null, red_jobs: [], red_job_count: 0 };

test.each<[Partial<TrunkState>, string]>([
  [{}, "Red since ccccccc (now): periodic / gpu · 3 commits since green (ddddddd)"],
  [{ commits_since_green: 0 }, "Red since ccccccc (now): periodic / gpu · the newest commit is green without it"],
  [
    { commits_since_green: 0, red_jobs: ["a", "b", "c", "d"], red_job_count: 4 },
    "Red since ccccccc (now): a, b, c and 1 more · the newest commit is green without them",
  ],
  [{ ...none, commits_since_green: 0 }, "Green"],
  [{ ...none, commits_since_green: 1, pending_jobs: 1200 }, "Green · 1 commit since green (ddddddd) · 1,200 pending"],
  [
    { commits_since_green: null, last_green_sha: null },
    "Red since ccccccc (now): periodic / gpu · no green commit among the last 100",
  ],
  [
    { ...none, commits_since_green: null, last_green_sha: null, commits_searched: 0 },
    "Nothing has passed or failed yet",
  ],
])("%j is %s", async (fields, words) => {
  const place = { repo: "acme/rocket", branch: "main", page: 0, per_page: 50 };
  const sum = { commits: 1, commits_shown: 1, jobs: 1, jobs_shown: 1, cells: [] };
  renderPage(<TrunkLine place={place} sum={sum} />, {
    answers: { [api_paths.trunk("acme/rocket", "main")]: { ...red, ...fields } },
  });
  expect((await screen.findByRole("status", { name: "State of the branch" })).textContent).toBe(words);
});
