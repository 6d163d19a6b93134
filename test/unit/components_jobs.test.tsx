/** @jest-environment jsdom */
/** A commit's jobs: attempts together, worst first, filters; and the page around them. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { filterLines, jobLines, runChoices, withPick, workflowBoxes } from "components/jobs/boxes";
import { CommitView } from "components/jobs/CommitView";
import { PullView } from "components/jobs/PullView";
import { verdictGroups } from "components/jobs/verdict_groups";
import { ApiError } from "lib/browser/fetch_json";
import type { CommitPageAnswer, PullPageAnswer, VerdictsAnswer } from "lib/model/answers";
import type { Evidence, Verdict } from "lib/model/triage";
import { jobAnswer as job } from "test/kit/job_answer";
import { renderPage } from "test/kit/render_page";

const sha = "a".repeat(40);
const no_verdicts: VerdictsAnswer = {
  ...{ summary: "Nothing has run yet", parts: [{ kind: "nothing", text: "Nothing has run yet", sha: null }] },
  ...{ jobs: [], pending: 0, passed: 0, unjudged: 0, said: [], trunk: null },
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

  test("a run may be picked as it stood after an attempt; other workflows stay as they are", () => {
    const choices = runChoices(jobs).get("github test");
    expect(choices?.map(({ key, tone }) => [key, tone])).toEqual([
      ["3.1", "success"],
      ["2.2", "failure"],
      ["2.1", "failure"],
    ]);
    expect(runChoices(jobs).has("github lint")).toBe(false);
    const picked = jobLines(withPick(jobs, "2.1"));
    expect(picked.map(({ job: { name, runAttempt } }) => [name, runAttempt])).toEqual([
      ["lint / b", 1],
      ["lint / a", 1],
      ["test / unit 10", 1],
      ["test / unit 9", 1],
      ["nightly / (no jobs)", 1],
    ]);
    expect(withPick(jobs, "99.1")).toBe(jobs);
    expect(withPick(jobs, "")).toBe(jobs);
  });

  test("another CI system's workflow of the same name is a box of its own", () => {
    const boxes = workflowBoxes(jobLines([job("ci / a"), job("ci / a", { provider: "circleci", runId: 7 })]));
    expect(boxes.map(({ provider }) => provider)).toEqual(["github", "circleci"]);
  });

  test("filters by name and by tone", () => {
    const lines = jobLines(jobs);
    expect(filterLines(lines, "UNIT 9", "")).toHaveLength(2);
    expect(filterLines(lines, "", "flaky")).toHaveLength(1);
  });
});

test("failures that one breakage of trunk explains stand together; new ones come first, settled ones last", () => {
  const broken = (name: string): Verdict => ({
    ...{ name, job_id: 1, kind: "broken_trunk", settled: false },
    evidence: [
      {
        ...{
          kind: "fails_on_trunk",
          branch: "main",
          since_sha: "s",
          newest_sha: "n",
          job_id: 2,
          commits: 1,
          same: "job",
        },
      } satisfies Evidence,
    ],
  });
  const other = (name: string, kind: Verdict["kind"], settled = false): Verdict => ({
    ...{ name, job_id: 1, kind, settled, evidence: [] },
  });
  const groups = verdictGroups([
    broken("a"),
    other("b", "flaky", true),
    other("c", "infra"),
    broken("d"),
    other("e", "new"),
  ]);
  expect(groups.map(({ evidence, verdicts }) => [evidence?.since_sha, verdicts.map(({ name }) => name)])).toEqual([
    [undefined, ["e"]],
    ["s", ["a", "d"]],
    [undefined, ["c"]],
    [undefined, ["b"]],
  ]);
});

const commit: CommitPageAnswer = {
  verdicts: no_verdicts,
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
  renderPage(<CommitView repo="acme/rocket" sha={sha} found title="<b>Fix</b> it" />, {
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

test("until the jobs are there, a page has its title; when they cannot be had, it says so", async () => {
  const away = { [`/api/acme/rocket/commit/${sha}`]: new ApiError("An engine is away", 503) };
  const page = renderPage(<CommitView repo="acme/rocket" sha={sha} found title="Fix it" />, { answers: away });
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Fix it");
  expect(screen.getByRole("status").textContent).toBe("Loading the commit");
  expect(await screen.findByRole("button", { name: "Retry" })).toBeTruthy();
  page.unmount();
  renderPage(<PullView repo="acme/rocket" number={7} sha={null} found title={null} />);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Pull request #7");
  expect(await screen.findByText(/Nothing has been heard of pull request #7/)).toBeTruthy();
});

test("a skipped job neither waited nor ran", async () => {
  const skipped = job("test / unit", { conclusion: "skipped", queueS: 0, durationS: 0 });
  const answers = { [`/api/acme/rocket/commit/${sha}`]: { ...commit, jobs: [skipped], checks: [] } };
  renderPage(<CommitView repo="acme/rocket" sha={sha} found title="Fix it" />, { answers });
  expect(await screen.findByTitle("Ran")).toHaveProperty("textContent", "—");
  expect(screen.getByTitle("Waited for a runner").textContent).toBe("");
});

describe("the job that the address points to", () => {
  const [failed, passed] = [job("test / unit", { conclusion: "failure" }), job("test / unit", { runAttempt: 2 })];
  const others = Array.from({ length: 6 }, (_, index) =>
    job(`w${index} / j`, { durationS: 100 - index, runId: index + 2 }),
  );
  const answers = { [`/api/acme/rocket/commit/${sha}`]: { ...commit, jobs: [failed, passed, ...others] } };
  const scrolled: Element[] = [];
  const show = (hash: string) => {
    window.history.replaceState(null, "", `/${hash}`);
    renderPage(<CommitView repo="acme/rocket" sha={sha} found title="Fix it" />, { answers });
  };
  const isShown = (id: number) => {
    const row = document.querySelector(`[data-job="${id}"]`);
    expect(scrolled.at(-1)).toBe(row);
    expect(document.activeElement).toBe(row);
    expect(row?.hasAttribute("data-marked")).toBe(true);
    expect(row?.closest("details")?.open).toBe(true);
  };

  beforeEach(() => {
    scrolled.length = 0;
    Element.prototype.scrollIntoView = function () {
      scrolled.push(this);
    };
  });
  afterEach(() => {
    window.history.replaceState(null, "", "/");
    Reflect.deleteProperty(Element.prototype, "scrollIntoView");
  });

  test("is shown as soon as the jobs are there, its box open; and again whenever the address changes", async () => {
    const [first, second] = [others[5]?.id ?? 0, others[4]?.id ?? 0];
    show(`#job-${first}`);
    await screen.findByRole("heading", { name: "w5" });
    isShown(first);
    window.location.hash = `#job-${second}`;
    await waitFor(() => isShown(second));
    expect(document.querySelectorAll("[data-marked]")).toHaveLength(1);
  });

  test("may be an earlier attempt, which unfolds", async () => {
    show(`#job-${failed.id}`);
    await screen.findByRole("button", { name: "Hide 1 earlier" });
    isShown(failed.id);
  });

  test("leaves the focus with who is typing", async () => {
    const field = document.body.appendChild(document.createElement("input"));
    field.focus();
    show(`#job-${passed.id}`);
    await waitFor(() => expect(scrolled).toHaveLength(1));
    expect(document.activeElement).toBe(field);
    field.remove();
  });

  test("is said to be missing when it did not run here", async () => {
    show("#job-999999");
    expect((await screen.findByText(/^Job 999999 did not run/)).querySelector("a")?.getAttribute("href")).toBe(
      "/acme/rocket/job/999999",
    );
    expect(scrolled).toEqual([]);
  });

  test("is where each of the slowest five leads", async () => {
    show("");
    const list = await screen.findByRole("list", { name: "Slowest jobs" });
    expect(list.closest("details")).toBeNull();
    expect(
      within(list)
        .getAllByRole("listitem")
        .map(({ textContent }) => textContent),
    ).toEqual([...["w0 / j 1m 40s", "w1 / j 1m 39s", "w2 / j 1m 38s", "w3 / j 1m 37s", "w4 / j 1m 36s"]]);
    expect(within(list).getByRole("link", { name: "w0 / j" }).getAttribute("href")).toContain(`#job-${others[0]?.id}`);
  });
});

test("a commit's branches lead to its place in their grids", async () => {
  const branches = ["main", "release/1.0"];
  renderPage(<CommitView repo="acme/rocket" sha={sha} found title={null} />, {
    answers: { [`/api/acme/rocket/commit/${sha}`]: { ...commit, commit: { ...commit.commit, branches } } },
  });
  for (const branch of branches) {
    const link = await screen.findByRole("link", { name: branch });
    expect(link.getAttribute("href")).toBe(`/hud/acme/rocket/${branch}#${sha}`);
  }
});

test("a conclusion's count filters the jobs", async () => {
  const answers = { [`/api/acme/rocket/commit/${sha}`]: { ...commit, jobs: [...commit.jobs, job("lint / ruff")] } };
  renderPage(<CommitView repo="acme/rocket" sha={sha} found title="Fix it" />, { answers });
  fireEvent.click(await screen.findByRole("button", { name: "1 failed" }));
  expect(screen.queryByText("ruff")).toBeNull();
  expect(screen.getByText("unit")).toBeTruthy();
});

test("the verdict comes first, with the failing line, what speaks for it, and a form that sends a person's word", async () => {
  const failed = job("test / unit", {
    ...{ conclusion: "failure", failureLines: ["E assert 1 == 2"], failureLineNum: 77, failureRule: "pytest" },
    ...{ failureCaptures: ["test_a"], failureContext: ["before", "E assert 1 == 2", "after"] },
  });
  const verdicts: VerdictsAnswer = {
    ...no_verdicts,
    summary: "1 failure also fails on main since abcdef1",
    parts: [{ kind: "broken_trunk", text: "1 failure also fails on main since", sha: "abcdef1234" }],
    trunk: { branch: "main", commits: 30, days: 14, newest_sha: "f".repeat(40) },
    jobs: [
      {
        ...{ name: failed.name, job_id: failed.id, kind: "broken_trunk", settled: false },
        evidence: [
          {
            ...{ kind: "fails_on_trunk", branch: "main", since_sha: "abcdef1234", newest_sha: "abcdef1234" },
            ...{ job_id: 5, commits: 1, same: "captures" },
          },
        ],
      },
    ],
  };
  const answers = { [`/api/acme/rocket/commit/${sha}`]: { ...commit, jobs: [failed], verdicts } };
  renderPage(
    <CommitView repo="acme/rocket" sha={sha} found title={null} sections={({ base }) => <p>base {base}</p>} />,
    {
      answers,
    },
  );
  const panel = await screen.findByRole("region", { name: "Verdict" });
  expect(within(panel).getByRole("status").textContent).toBe(verdicts.summary);
  expect(within(panel).getByRole("link", { name: "Line 77" }).getAttribute("href")).toBe(
    `/acme/rocket/job/${failed.id}#L77`,
  );
  expect(within(panel).getByText(/with the same failure/)).toBeTruthy();
  expect(within(panel).getByText(/30 commits of main in the 14 days/)).toBeTruthy();
  expect(screen.getByText(`base ${"f".repeat(40)}`)).toBeTruthy();
  fireEvent.click(within(panel).getByRole("button", { name: "Context" }));
  expect(within(panel).getByText("after")).toBeTruthy();

  const sent: [string, RequestInit | undefined][] = [];
  const real_fetch = globalThis.fetch;
  const statuses = [401, 200];
  globalThis.fetch = ((url: string, init?: RequestInit) => {
    sent.push([url, init]);
    const status = statuses.shift() ?? 200;
    return Promise.resolve({
      ok: status === 200,
      status,
      json: () => Promise.resolve({ error: "Authorization: Bearer is missing or wrong" }),
    });
  }) as typeof fetch;
  try {
    fireEvent.click(within(panel).getByRole("button", { name: "Annotate test / unit" }));
    const form = within(panel).getByRole("form");
    fireEvent.click(within(form).getByRole("radio", { name: "Test flake" }));
    fireEvent.change(within(form).getByLabelText("Your name"), { target: { value: "ann" } });
    fireEvent.change(within(form).getByLabelText(/API token/), { target: { value: "secret" } });
    fireEvent.click(within(form).getByRole("button", { name: "Save" }));
    expect((await within(form).findByRole("alert")).textContent).toBe("This API token is not right.");
    const field = within(form).getByLabelText(/API token/, { selector: "[aria-invalid=true]" });
    expect(field.getAttribute("aria-describedby")).toBe(within(form).getByRole("alert").id);
    expect(sessionStorage.getItem("hud-api-token")).toBeNull();
    fireEvent.click(within(form).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(within(panel).queryByRole("form")).toBeNull());
  } finally {
    globalThis.fetch = real_fetch;
  }
  expect(sessionStorage.getItem("hud-api-token")).toBe("secret");
  const [url, init] = sent[1] ?? [];
  expect(url).toBe(`/api/job_annotation/acme/rocket/${failed.id}`);
  expect(JSON.parse(String(init?.body))).toEqual({ annotation: "Test flake", note: null, by: "ann" });
});

test("a failure that is new for being the same as another one leads to that one", async () => {
  const failed = job("test / gpu", { conclusion: "failure" });
  const verdicts: VerdictsAnswer = {
    ...{
      ...no_verdicts,
      summary: "1 failure looks new",
      parts: [{ kind: "new", text: "1 failure looks new", sha: null }],
    },
    jobs: [
      {
        ...{ name: failed.name, job_id: failed.id, kind: "new", settled: false },
        evidence: [
          { kind: "same_failure_here", name: "test / unit", job_id: 77 },
          { kind: "failure_rate", branch: "main", failed: 2, commits: 20, days: 14 },
        ],
      },
    ],
  };
  const answers = { [`/api/acme/rocket/commit/${sha}`]: { ...commit, jobs: [failed], verdicts } };
  renderPage(<CommitView repo="acme/rocket" sha={sha} found title={null} />, { answers });
  const panel = await screen.findByRole("region", { name: "Verdict" });
  expect(within(panel).getByText("Looks new")).toBeTruthy();
  const [same, rate] = within(panel)
    .getAllByRole("listitem")
    .flatMap((item) => (item.querySelector("li") === null ? [item.textContent] : []));
  expect(same).toBe("Failed in the same way, on this commit, as one that looks new by itself: test / unit");
  expect(rate).toBe("Failed on 10 % of 20 commits of main in 14 days");
  expect(within(panel).getByRole("link", { name: "test / unit" }).getAttribute("href")).toBe("/acme/rocket/job/77");
});

test("an abbreviated hash is told apart from an unknown commit", async () => {
  renderPage(<CommitView repo="acme/rocket" sha="abc1234" found={false} title={null} />);
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
      headRef: "main",
      headRepo: "mallory/rocket",
      shas: [
        { sha: newest, title: "Two" },
        { sha: older, title: "One" },
      ],
    },
    ...{
      bodyHtml: "<p><strong>Why</strong></p>",
      baseSha: null,
      commitUrl: "https://github.com/c",
      verdicts: no_verdicts,
    },
    reviews: [{ author: "bob", state: "changes_requested", at: null, url: "https://github.com/review" }],
    ...{ sha: newest, jobs: [], checks: [] },
  };
  const page = renderPage(<PullView repo="acme/rocket" number={7} sha={null} found title="Fix it" />, {
    answers: { "/api/acme/rocket/pull/7": pull },
  });
  const picker = await screen.findByRole("combobox", { name: "Head" });
  expect(
    within(picker)
      .getAllByRole("option")
      .map(({ textContent }) => textContent),
  ).toEqual(["aaaaaaa Two (newest)", "bbbbbbb One"]);
  expect(screen.getByText("Draft")).toBeTruthy();
  expect(screen.getByText(/^into/).textContent).toBe("intomainfrom mallory:main");
  expect(screen.getByText("Why").tagName).toBe("STRONG");
  expect(screen.getByRole("link", { name: "✗ bob asks for changes" })).toBeTruthy();
  fireEvent.change(picker, { target: { value: older } });
  expect(page.visited).toEqual([`/acme/rocket/pull/7?sha=${older}`]);
});
