/**
 * The list of repositories: how each trunk is, by the same rule as its grid's header.
 *
 * @jest-environment jsdom
 */
import { screen, waitFor } from "@testing-library/react";
import { RepoList } from "components/home/RepoList";
import { api_paths } from "lib/browser/paths";
import type { TrunkHealth } from "lib/model/answers";
import type { TrunkState } from "lib/model/trunk";
import { renderPage } from "test/kit/render_page";

const [head, green, bad] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [string, string, string];

const health = (fields: Partial<TrunkHealth> = {}): TrunkHealth => ({
  ...{ repo: "acme/rocket", branch: "main", head_sha: head, title: "Newest", time: "2026-03-01T12:00:00.000Z" },
  ...{ success: 3, failure: 1, pending: 0, red_job_count: 1, last_green_sha: green },
  ...fields,
});

const state = (fields: Partial<TrunkState> = {}): TrunkState => ({
  branch: "main",
  red_since: { sha: bad, time: "2026-03-01T10:00:00.000Z", title: "Break it" },
  ...{ red_jobs: ["CI / build", "CI / test"], red_job_count: 2, commits_since_green: 4, last_green_sha: green },
  ...{ pending_jobs: 0, sevs: [], commits_searched: 100 },
  ...fields,
});

function list(trunk: TrunkHealth, answer?: TrunkState): void {
  const repos = [{ repo: "acme/rocket", branches: ["main"], last_event: null }];
  renderPage(<RepoList repos={repos} health={[trunk]} />, {
    answers: answer && { [api_paths.trunk("acme/rocket", "main")]: answer },
  });
}

test("a red trunk says since which commit, by how many jobs, and how long ago it was green", async () => {
  list(health(), state());
  await screen.findByText(/2 jobs red since/);
  expect(screen.getByText("Red")).toBeTruthy();
  expect(screen.getByRole("link", { name: "ccccccc" }).getAttribute("href")).toBe(`/acme/rocket/commit/${bad}`);
  expect(screen.getByText(/4 commits since/).textContent).toBe("4 commits since bbbbbbb was green");
  expect(screen.getByTitle(/CI \/ build CI \/ test/)).toBeTruthy();
});

test("a failure that does not count makes no trunk red", async () => {
  list(
    health(),
    state({ red_since: null, red_jobs: [], red_job_count: 0, commits_since_green: 0, last_green_sha: head }),
  );
  await screen.findByText("Green");
  expect(screen.queryByText(/since/)).toBeNull();
});

test("a job that still fails makes a trunk red whose newest commit did not run it", async () => {
  list(health({ failure: 0, last_green_sha: head }), state({ red_job_count: 1, commits_since_green: 0 }));
  await screen.findByText(/1 job red since/);
  expect(screen.getByText("Red")).toBeTruthy();
  expect(screen.getByText("Its newest commit is green without it")).toBeTruthy();
});

test("until its state is known, and where it cannot be had, what is known of all trunks speaks", async () => {
  list(health({ failure: 0 }));
  expect(screen.getByText("Red")).toBeTruthy();
  await waitFor(() => expect(screen.getByText(/Last green/).textContent).toBe("Last green bbbbbbb"));
});

test("while the trunks are being asked for, and when they cannot be, none is said to have no jobs", () => {
  const repos = [{ repo: "acme/rocket", branches: [], last_event: null }];
  const { unmount } = renderPage(<RepoList repos={repos} health="loading" />);
  expect(screen.getByText("…")).toBeTruthy();
  unmount();
  renderPage(<RepoList repos={repos} health="unknown" />);
  expect(screen.getByText("Unknown")).toBeTruthy();
  expect(screen.queryByText("No jobs")).toBeNull();
});
