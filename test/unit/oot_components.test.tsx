/**
 * What a person sees of out-of-tree backends: the list, the dashboard, and the section on a pull request's page.
 *
 * @jest-environment jsdom
 */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { PullView } from "components/jobs/PullView";
import { OnlyOot } from "components/oot/OnlyOot";
import { OotBackend } from "components/oot/OotBackend";
import { OotBackends } from "components/oot/OotBackends";
import { OotCommitSection, OotPrSection } from "components/oot/OotPrSection";
import { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { OotBackendAnswer, OotBackendsAnswer } from "lib/model/oot_answers";
import { ootBackend, ootJob, ootResult, ootSubject } from "test/kit/oot_answers";
import { renderPage } from "test/kit/render_page";

const list = (fields: Partial<OotBackendsAnswer> = {}): OotBackendsAnswer => ({
  ...{ days: 7, scope: "pull_request", upstream: "", upstreams: ["acme/up"] },
  backends: [
    ootBackend({ repo: "a/quiet", silent: true, stale: 2, usual_gap_hours: 2, downstream_repo_level: "L1" }),
    ootBackend({
      repo: "b/good",
      downstream_repo_level: "L4",
      pulls: [{ upstream_repo: "acme/up", pr: 12, conclusion: "failure", last_heard_at: "2026-03-01T11:20:00.000Z" }],
      trend: [
        { from: 0, passed: 1, total: 2 },
        { from: 3600, passed: 0, total: 0 },
      ],
    }),
    ootBackend({
      repo: "c/new",
      last_run: null,
      pass_rate: null,
      successes: 0,
      failures: 0,
      total: 0,
      downstream_repo_level: null,
    }),
  ],
  ...fields,
});

const rows = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => within(row).getByRole("rowheader").textContent ?? "");

describe("the list of backends", () => {
  const at = (query: Record<string, string> = {}, answer: unknown = list()) =>
    renderPage(<OotBackends />, {
      path: `/oot?${new URLSearchParams(query)}`,
      query,
      answers: { [api_paths.ootBackends({})]: answer },
    });

  test("shows how each does, who is quiet, and what never reported", async () => {
    at();
    await screen.findByRole("heading", { name: "Out-of-tree backends 3" });
    expect(rows()).toEqual(
      ["b/good", "a/quiet Silent2 stale", "c/new Never reported"].map((text) => expect.stringContaining(text)),
    );
    expect(screen.getByRole("link", { name: /^acme\/up#12: Failure/ }).getAttribute("href")).toBe("/acme/up/pull/12");
    expect(screen.getByRole("img", { name: "Pass rate of b/good: lowest 50%, newest 50%" })).toBeTruthy();
    expect(screen.getByRole("link", { name: /^b\/ ?good$/ }).getAttribute("href")).toBe("/oot/b/good");
    expect(screen.getByRole("link", { name: "Download CSV" }).getAttribute("href")).toBe(
      "/api/oot/backends?format=csv",
    );
  });

  test("is sorted and filtered as its address says, and changing it changes the address", async () => {
    const page = at({ sort: "name", q: "l" });
    await screen.findByRole("table");
    expect(rows().map((text) => text.slice(0, 6))).toEqual(["a/quie", "b/good"]);
    expect(screen.getByRole("columnheader", { name: /Backend/ }).getAttribute("aria-sort")).toBe("ascending");
    fireEvent.click(screen.getByRole("button", { name: /Failed/ }));
    fireEvent.click(screen.getByRole("button", { name: "30 days" }));
    fireEvent.click(screen.getByRole("button", { name: "Nightly" }));
    expect(page.visited).toEqual([
      "/oot?sort=-failed&q=l",
      "/oot?sort=name&q=l&days=30",
      "/oot?sort=name&q=l&scope=nightly",
    ]);
    expect(screen.getByRole("button", { name: "7 days" }).getAttribute("aria-pressed")).toBe("true");
  });

  test("teaches how to report when there is none", async () => {
    at({}, list({ backends: [] }));
    await screen.findByRole("heading", { name: "No out-of-tree backend yet" });
    expect(screen.getByText(/curl -X POST http:\/\/localhost\/api\/oot\/results/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Copy the command" })).toBeTruthy();
  });

  test("says what happened when it cannot be had", async () => {
    at({}, new ApiError("The database cannot be reached right now; please try again", 503));
    expect((await screen.findByRole("alert")).textContent).toContain("The database cannot be reached");
  });
});

describe("a backend's dashboard", () => {
  const answer = (fields: Partial<OotBackendAnswer> = {}): OotBackendAnswer => ({
    ...{ days: 7, scope: "pull_request", upstream: "", upstreams: ["acme/up"], page: 0, per_page: 50, total: 120 },
    backend: ootBackend({ repo: "b/good" }),
    repo_url: "https://github.com/b/good",
    failures: [
      {
        ...ootJob({ job_name: "bad", conclusion: "failure", tests_failed: 3, tests_passed: 4 }),
        ...ootSubject(),
        title: "A change",
      },
    ],
    more_failures: false,
    jobs: [
      { workflow_name: "ci", job_name: "bad", passed: 1, total: 2, p50_duration_s: 60, p90_duration_s: 90, trend: [] },
    ],
    rows: [
      ootSubject({
        pr: 12,
        jobs: [
          ootJob({
            job_name: "bad",
            run_attempt: 1,
            conclusion: "failure",
            tests_failed: 2,
            url: "https://ci.example/first",
          }),
          ootJob({
            job_name: "bad",
            run_attempt: 2,
            check_run_id: "2",
            url: "https://ci.example/second",
            artifact_url: "https://ci.example/a",
          }),
          ootJob({
            job_name: "evil",
            check_run_id: "3",
            url: "javascript:alert(1)",
            artifact_url: "javascript:alert(2)",
          }),
        ],
      }),
    ],
    ...fields,
  });
  const at = (query: Record<string, string>, given: unknown) =>
    renderPage(<OotBackend repo="b/good" found />, {
      path: `/oot/b/good?${new URLSearchParams(query)}`,
      query,
      answers: { [api_paths.ootBackend("b/good", query)]: given },
    });

  test("has failures first, then jobs, then every pull request; the newest attempt in its cell, the earlier in its card", async () => {
    const page = at({}, answer());
    const headings = (await screen.findAllByRole("heading", { level: 2 })).map(({ textContent }) => textContent ?? "");
    expect(headings.map((text) => text.split(/(?=[1\d]|the )/)[0])).toEqual([
      "Failing now",
      "Jobs ",
      "Pull requests × jobs",
      "Badge ",
    ]);
    expect(screen.getByText(/3 failed, 4 passed/)).toBeTruthy();
    const cell = screen.getByRole("button", { name: /ci \/ bad: Success/ });
    fireEvent.click(cell);
    const card = screen.getByRole("dialog", { name: "ci / bad" });
    expect(
      within(card)
        .getAllByRole("link")
        .map((link) => link.getAttribute("href")),
    ).toEqual(["https://ci.example/second", "https://ci.example/a", "https://ci.example/first"]);
    expect(card.textContent).toContain("2 failed");
    fireEvent.keyDown(card, { key: "Escape" });
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(cell);
    expect(screen.getByRole("link", { name: /Older/ }).getAttribute("href")).toBe("/oot/b/good?page=1");
    expect(page.container.innerHTML).not.toContain("javascript:");
  });

  test("a link that is not http(s) is none, in the card either", async () => {
    const page = at({}, answer());
    fireEvent.click(await screen.findByRole("button", { name: /ci \/ evil/ }));
    expect(within(screen.getByRole("dialog")).queryAllByRole("link")).toEqual([]);
    expect(page.container.innerHTML).not.toContain("javascript:");
  });

  test("its filters are in the address, and a change begins at the first page", async () => {
    const query = { days: "30", page: "1" };
    const page = at(query, answer({ page: 1, rows: [], total: 0 }));
    await screen.findByText("Nothing this far back.");
    fireEvent.change(screen.getByRole("combobox", { name: "Conclusion" }), { target: { value: "failure" } });
    fireEvent.change(screen.getByRole("searchbox", { name: "Pull request number" }), { target: { value: "#12x" } });
    await waitFor(() => expect(page.visited).toHaveLength(2));
    expect(page.visited).toEqual(["/oot/b/good?days=30&conclusion=failure", "/oot/b/good?days=30&pr=12"]);
  });

  test("that reports on other events alone says where to look", async () => {
    at({ days: "30" }, answer({ rows: [], total: 0, failures: [], jobs: [] }));
    await screen.findByText(/Nothing was reported within this period on pull requests/);
    const nightly = screen.getByRole("link", { name: "nightly" });
    expect(nightly.getAttribute("href")).toBe("/oot/b/good?days=30&scope=nightly");
  });

  test("of an unknown backend says what could be wrong", async () => {
    renderPage(<OotBackend repo="no/body" found={false} />, { path: "/oot/no/body" });
    expect(await screen.findByRole("heading", { name: "Nothing has been heard of the backend no/body" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "All backends" }).getAttribute("href")).toBe("/oot");
  });
});

test("a pull request that only backends have told of says so, where the rest of it is, and what they found", async () => {
  const github_url = "https://github.com/acme/up/pull/7";
  const url = api_paths.savedQuery("oot_pr_results", { repo: "acme/up", pr: 7 });
  renderPage(
    <>
      <PullView
        {...{ repo: "acme/up", number: 7, sha: null, found: false, title: null }}
        unheard={<OnlyOot repo="acme/up" title="Pull request #7" github_url={github_url} />}
      />
      <OotPrSection repo="acme/up" number={7} sha={null} />
    </>,
    { answers: { [url]: [ootResult({ repo: "a/good" })] } },
  );
  await screen.findByRole("heading", { level: 3, name: "a/good" });
  expect(screen.getByRole("heading", { level: 1, name: "Pull request #7" })).toBeTruthy();
  expect(screen.getByText(/nothing has been heard of it from acme\/up itself/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "On GitHub" }).getAttribute("href")).toBe(github_url);
});

describe("the section on a pull request's page", () => {
  const url = api_paths.savedQuery("oot_pr_results", { repo: "acme/up", pr: 7 });
  const head = "e".repeat(40);
  const pull = { [api_paths.pull("acme/up", 7)]: { shas: [{ sha: head, title: "" }], sha: head } };
  const section = (answer: unknown, sha: string | null = null) =>
    renderPage(<OotPrSection repo="acme/up" number={7} sha={sha} />, { answers: { ...pull, [url]: answer } });

  test("has the worst backend first and open, running and stale marked, links to run, artifacts and dashboard", async () => {
    section([
      ootResult({ repo: "a/good", head_sha: head }),
      ootResult({ repo: "b/busy", job_name: "run", head_sha: head, status: "in_progress", conclusion: null }),
      ootResult({ repo: "b/busy", job_name: "lost", head_sha: head, status: "in_progress", conclusion: "stale" }),
      ootResult({
        repo: "c/bad",
        head_sha: "d".repeat(40),
        conclusion: "failure",
        artifact_url: "https://ci.example/a",
        tests_failed: 2,
      }),
    ]);
    await screen.findByRole("heading", { name: "Out-of-tree backends" });
    expect(screen.getAllByRole("heading", { level: 3 }).map(({ textContent }) => textContent)).toEqual([
      "c/bad",
      "b/busy",
      "a/good",
    ]);
    expect([...document.querySelectorAll("details")].map(({ open }) => open)).toEqual([true, true, false]);
    expect(screen.getByText("In progress")).toBeTruthy();
    expect(screen.getByText("Stale")).toBeTruthy();
    expect(await screen.findByText("older head ddddddd")).toBeTruthy();
    expect(screen.getByRole("link", { name: "artifacts" }).getAttribute("href")).toBe("https://ci.example/a");
    expect(screen.getByRole("link", { name: "Dashboard of c/bad" }).getAttribute("href")).toBe("/oot/c/bad");
    expect(screen.getAllByRole("link", { name: "ci / test" })[0]?.getAttribute("href")).toBe(
      "https://ci.example/run/1",
    );
  });

  test("the level that callbacks tell wins, and the allowlist fills the gap", async () => {
    const answers = {
      ...pull,
      [url]: [
        ootResult({ repo: "a/told", head_sha: head, downstream_repo_level: "L1" }),
        ootResult({ repo: "b/silent", head_sha: head, downstream_repo_level: null }),
        ootResult({ repo: "c/unknown", head_sha: head, downstream_repo_level: null }),
      ],
      [api_paths.ootRegistered()]: [
        { repo: "a/told", level: "L4", device: null, oncalls: [] },
        { repo: "b/silent", level: "L3", device: "npu", oncalls: [] },
      ],
    };
    renderPage(<OotPrSection repo="acme/up" number={7} sha={null} />, { answers });
    await screen.findByText("L3");
    const levels = screen
      .getAllByRole("heading", { level: 3 })
      .map(
        (heading) => `${heading.textContent} ${/L\d/.exec(heading.parentElement?.textContent ?? "")?.[0] ?? "none"}`,
      );
    expect(levels).toEqual(["a/told L1", "b/silent L3", "c/unknown none"]);
  });

  test("is not there when no backend has reported, on this head or at all", async () => {
    const page = section([]);
    await waitFor(() => expect(page.container.innerHTML).toBe(""));
    const older = section([ootResult({ head_sha: head })], "d".repeat(40));
    await waitFor(() => expect(older.container.innerHTML).toBe(""));
  });

  test("says what happened when its query fails, and can be tried again", async () => {
    section(new ApiError("The query took too long; ask for less", 503));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("The query took too long");
    expect(within(alert).getByRole("button", { name: "Retry" })).toBeTruthy();
  });

  test("that breaks while it renders takes nothing else with it", async () => {
    const console_error = jest.spyOn(console, "error").mockImplementation(() => undefined);
    const page = renderPage(
      <>
        <p>The rest of the page</p>
        <OotPrSection repo="acme/up" number={7} sha={null} />
      </>,
      { answers: { ...pull, [url]: [null] } },
    );
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Their results cannot be shown");
    expect(page.container.textContent).toContain("The rest of the page");
    expect(within(alert).getByRole("button", { name: "Try again" })).toBeTruthy();
    expect(console_error).toHaveBeenCalled();
    console_error.mockRestore();
  });

  test("stands on commit pages too, with what kind of event each result is of", async () => {
    const sha = "a".repeat(40);
    const answers = {
      [api_paths.savedQuery("oot_commit_results", { repo: "acme/up", sha })]: [
        ootResult({ pr: null, event_type: "nightly", head_sha: sha, conclusion: "failure" }),
      ],
    };
    renderPage(<OotCommitSection repo="acme/up" sha={sha} />, { answers });
    expect(await screen.findByText("nightly")).toBeTruthy();
  });
});
