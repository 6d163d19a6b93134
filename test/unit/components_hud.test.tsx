/** @jest-environment jsdom */
/** The grid: its columns, its cells, its one card, and what it shows when there is no grid to show. */
import { act, fireEvent, screen, within } from "@testing-library/react";
import fc from "fast-check";
import { cardPlace } from "components/hud/card_place";
import { parseFilter, shorten } from "components/hud/filter";
import { Hud } from "components/hud/Hud";
import { ApiError } from "lib/browser/fetch_json";
import type { CellAnswer, JobAnswer } from "lib/model/answers";
import type { CellRun, GridCommit } from "lib/model/grid";
import type { GridPage } from "lib/model/grid_page";
import { type Answers, renderPage } from "test/kit/render_page";

describe("names", () => {
  const names = ["lint / ruff", "test / build (1, 2)", "test / unit / fast", "plain"];

  test.each([
    ["", names],
    ["TEST", ["test / build (1, 2)", "test / unit / fast"]],
    ["/^test.*fast$/", ["test / unit / fast"]],
    ["/RUFF/", []],
    ["/RUFF/i", ["lint / ruff"]],
    ["(1, 2)", ["test / build (1, 2)"]],
  ])("filter %s", (filter, expected) => {
    const { matches } = parseFilter(filter);
    expect(names.filter((name) => matches?.(name))).toEqual(expected);
  });

  test("a filter that cannot be read says why", () => {
    expect(parseFilter("/[/")).toEqual({
      matches: null,
      problem: expect.stringMatching(/Not a regular expression: .*[Uu]nterminated/),
    });
  });

  test("a shortened name keeps both ends, and is never longer than it may be", () => {
    expect(shorten("linux-jammy-py3.10-gcc11 / test (default, 1, 5)", 30)).toBe("linux-jammy-py…(default, 1, 5)");
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 60 }), (text, max) =>
        expect(shorten(text, max).length).toBeLessThanOrEqual(max),
      ),
    );
  });
});

test("the card stays in the window", () => {
  const box = (left: number, top: number) => ({ left, top, right: left + 22, bottom: top + 25 });
  const window = { width: 1000, height: 800 };
  expect(cardPlace(box(100, 100), window)).toEqual({ top: 131, left: 100, "max-height": 661 });
  expect(cardPlace(box(900, 700), window)).toEqual({ bottom: 106, right: 78, "max-height": 686 });
  expect(cardPlace(box(100, 100), { width: 390, height: 800 })).toEqual({});
});

const run = (id: number, conclusion: CellRun["conclusion"]): JobAnswer => ({
  ...{ id, conclusion, status: "completed", htmlUrl: `https://github.com/job/${id}`, logUrl: null },
  ...{ durationS: 200, queueS: 12, runAttempt: 1, event: "push", failureCaptures: [] },
  failureLines: conclusion === "failure" ? ["AssertionError: 1 != 2"] : [],
  ...{ provider: "github", failureRule: null, failureLineNum: null, failureContext: [] },
  ...{ name: "test / unit", workflowName: "test", jobName: "unit", runId: id, latest: true, runnerName: "runner-7" },
  ...{ labels: [], createdAt: null, startedAt: null, completedAt: null },
});
const commit = (letter: string): GridCommit => ({
  ...{ sha: letter.repeat(40), time: "2026-03-01T12:00:00Z", commitTitle: `Commit ${letter}`, commitMessageBody: "" },
  ...{ author: "ada", authorUrl: null, prNum: 7, commitUrl: null },
});
const grid: GridPage = {
  commits: [commit("a"), commit("b")],
  jobNames: ["lint / ruff", "test / unit"],
  letters: ["OX", " F"],
  more: true,
  providers: ["github", "github"],
  hidden: { check: 0, oot: 0 },
};
const history: CellAnswer["history"] = {
  ...{ p50_duration_s: 100, p50_queue_s: 5, failures: 3, total: 100 },
  ...{ first_bad_sha: "c".repeat(40), last_good_sha: "d".repeat(40) },
};
const cell = (...runs: JobAnswer[]): CellAnswer => ({ name: "test / unit", runs, history, backend: null });
const place = { repo: "acme/rocket", branch: "main", page: 0, per_page: 2 };
const grid_url = "/api/grid/acme/rocket/main/0?per_page=2";
const cell_url = (letter: string) => `/api/cell/acme/rocket/${letter.repeat(40)}?name=test+%2F+unit`;
/** `answers` may be changed afterwards. */
function show(answer: unknown, query = {}) {
  const answers: Answers = {
    ...{ [grid_url]: answer, "/api/repos": [] },
    [cell_url("a")]: cell(run(2, "failure")),
    [cell_url("b")]: cell(run(4, "success"), run(3, "failure")),
  };
  return { ...renderPage(<Hud place={place} found />, { path: "/hud/acme/rocket/main", query, answers }), answers };
}

describe("the grid", () => {
  test("has a cell per commit and job, each with a letter and a name", async () => {
    show(grid);
    const [first, second] = (await screen.findAllByRole("row")).slice(2);
    expect(first?.textContent).toBe("OX");
    // A row owns its commit, which is drawn in a layer of its own.
    expect(document.getElementById(first?.getAttribute("aria-owns") ?? "")?.textContent).toMatch(
      /aaaaaaaCommit a#7ada$/,
    );
    expect(within(second ?? document.body).getByRole("gridcell", { name: "Flaky success" }).textContent).toBe("F");
    expect(screen.getByRole("columnheader", { name: "test / unit" })).toBeTruthy();
    expect(screen.getByText("2 commits × 2 jobs")).toBeTruthy();
  });

  test("a card for the cell that the pointer rests on; a click pins it, Escape lets go, empty cells have none", async () => {
    show(grid);
    const failure = await screen.findByRole("gridcell", { name: "Failure, first bad commit" });
    const flaky = screen.getByRole("gridcell", { name: "Flaky success" });
    fireEvent.pointerOver(failure);
    fireEvent.pointerOver(flaky);
    const tip = await screen.findByRole("tooltip");
    await within(tip).findByText("Other runs");
    expect(tip.textContent).toMatch(
      /took 3m 20s \(usually 1m 40s\) · queued 12s \(usually 5s\).*Failed 3 of the last 100 times on trunk · bad since ccccccc · last good ddddddd.*#3push · took 3m 20s/,
    );

    fireEvent.click(failure);
    const card = screen.getByRole("dialog", { name: "test / unit" });
    expect((await within(card).findByRole("link", { name: "Job on GitHub" })).getAttribute("href")).toBe(
      "https://github.com/job/2",
    );
    expect(card.textContent).toContain("AssertionError: 1 != 2");
    expect(document.activeElement).toBe(card);
    fireEvent.pointerOver(flaky);
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("gridcell", { name: "Failure, first bad commit" }));
    fireEvent.click(screen.getByRole("gridcell", { name: "No run" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("the arrow keys, j k and n p move one active cell, which Enter pins", async () => {
    show(grid);
    await screen.findByRole("gridcell", { name: "Failure, first bad commit" });
    const at = () => document.activeElement?.closest("[data-sha]")?.getAttribute("data-sha")?.[0];
    const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
    press("n");
    expect([at(), document.activeElement?.textContent]).toEqual(["a", "X"]);
    press("j");
    expect([at(), document.activeElement?.textContent]).toEqual(["b", "F"]);
    press("ArrowDown");
    press("ArrowLeft");
    expect([at(), document.activeElement?.textContent]).toEqual(["b", ""]);
    press("Home");
    expect([at(), document.activeElement?.textContent]).toEqual(["b", "bbbbbbb"]);
    press("End");
    press("k");
    press("Enter");
    expect(document.activeElement).toBe(screen.getByRole("dialog", { name: "test / unit" }));
    expect(document.querySelectorAll("[role=region] [data-sha] [tabindex='0']")).toHaveLength(1);
    await screen.findByText("AssertionError: 1 != 2");
  });

  describe("keeps the keyboard's place", () => {
    const at = () => [
      document.activeElement?.closest("[data-sha]")?.getAttribute("data-sha")?.[0],
      document.activeElement?.getAttribute("aria-label"),
      document.activeElement?.getAttribute("tabindex"),
    ];
    const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
    const only_stop = () => document.querySelectorAll("[role=region] [data-sha] [tabindex='0']");
    const passes = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    /** What the page hears of when it reads again. */
    const newer = (jobNames: string[], letters: string[]): GridPage => ({
      ...{ ...grid, jobNames, letters },
      providers: jobNames.map(() => "github" as const),
    });
    const wide = Array.from({ length: 9 }, (_, index) => `docs / ${index}`);

    test.each([
      ["a column", newer(["docs / pdf", ...grid.jobNames], ["OOX", "O F"])],
      ["more columns than are drawn as one", newer([...wide, ...grid.jobNames], ["OOOOOOOOOOX", "OOOOOOOOO F"])],
    ])("on its commit and column while news bring %s before it", async (_what, fresh) => {
      const { answers } = show(grid);
      await passes(10);
      press("n");
      press("j");
      expect(at()).toEqual(["b", "Flaky success", "0"]);
      answers[grid_url] = fresh;
      await passes(121_000);
      expect(screen.getByText(`2 commits × ${fresh.jobNames.length} jobs`)).toBeTruthy();
      expect(at()).toEqual(["b", "Flaky success", "0"]);
      expect(only_stop()).toHaveLength(1);
    });

    test("on the cell that it came to first, which nobody has moved it from", async () => {
      const { answers } = show(grid);
      await passes(10);
      act(() => screen.getByRole("gridcell", { name: "Success" }).focus());
      expect(at()).toEqual(["a", "Success", "0"]);
      answers[grid_url] = newer(["docs / pdf", ...grid.jobNames], ["COX", "C F"]);
      await passes(121_000);
      expect(at()).toEqual(["a", "Success", "0"]);
    });

    test("and takes nobody's focus", async () => {
      const { answers } = show(grid);
      await passes(10);
      press("n");
      const box = screen.getByRole("searchbox", { name: "Filter jobs by name" });
      act(() => box.focus());
      answers[grid_url] = newer(["docs / pdf", ...grid.jobNames], ["OOX", "O F"]);
      await passes(121_000);
      expect(document.activeElement).toBe(box);
    });

    test("when Escape leaves a filter: it is emptied, and the arrows go on from the active cell", async () => {
      show(grid);
      await passes(10);
      press("n");
      press("/");
      const box = screen.getByRole<HTMLInputElement>("searchbox", { name: "Filter jobs by name" });
      fireEvent.change(box, { target: { value: "ruff" } });
      expect(screen.queryByRole("gridcell", { name: "Failure, first bad commit" })).toBeNull();
      press("Escape");
      await passes(300);
      expect(box.value).toBe("");
      expect(at()).toEqual(["a", "Failure, first bad commit", "0"]);
      press("ArrowLeft");
      expect(at()).toEqual(["a", "Success", "0"]);
    });

    test("while a card is pinned: the arrows take it along, over empty cells too", async () => {
      show(grid);
      await passes(10);
      press("n");
      press("Enter");
      const card = (name: string) => screen.getByRole("dialog", { name });
      expect(document.activeElement).toBe(card("test / unit"));
      press("ArrowLeft");
      expect(document.activeElement).toBe(card("lint / ruff"));
      press("ArrowDown");
      expect(screen.queryByRole("dialog")).toBeNull();
      expect(at()).toEqual(["b", "No run", "0"]);
      press("ArrowRight");
      expect(document.activeElement).toBe(card("test / unit"));
      expect(card("test / unit").textContent).toContain("bbbbbbb");
      await passes(10);
      act(() => within(card("test / unit")).getByRole("link", { name: "PR #7" }).focus());
      press("ArrowUp");
      expect(card("test / unit").textContent).toContain("aaaaaaa");
      press("Escape");
      expect(at()).toEqual(["a", "Failure, first bad commit", "0"]);
      press("ArrowLeft");
      expect(screen.queryByRole("dialog")).toBeNull();
      await passes(10);
    });
  });

  describe("the clipboard", () => {
    const copied: string[] = [];
    beforeEach(() => {
      copied.length = 0;
      const writeText = (text: string) => Promise.resolve(void copied.push(text));
      Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
    });
    afterEach(() => Reflect.deleteProperty(navigator, "clipboard"));
    const link = (letter: string) => `http://localhost/hud/acme/rocket/main#${letter.repeat(40)}`;

    test("gets the link to a commit from its row, by y, and from its card", async () => {
      show(grid);
      fireEvent.click(await screen.findByRole("button", { name: "Copy the link to commit bbbbbbb" }));
      await screen.findByText("The link to bbbbbbb is copied");
      expect(document.activeElement?.textContent).toBe("bbbbbbb");
      fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowUp" });
      fireEvent.keyDown(document.activeElement ?? document.body, { key: "y" });
      await screen.findByText("The link to aaaaaaa is copied");
      fireEvent.click(screen.getByRole("gridcell", { name: "Flaky success" }));
      fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Copy the link to this commit" }));
      await screen.findByText("The link to bbbbbbb is copied");
      expect(copied).toEqual([link("b"), link("a"), link("b")]);
    });

    test("that is not there leaves the link to be copied by hand", async () => {
      Reflect.deleteProperty(navigator, "clipboard");
      show(grid);
      await screen.findByRole("gridcell", { name: "Failure, first bad commit" });
      fireEvent.keyDown(document.body, { key: "y" });
      await screen.findByText(`Copy it by hand: ${link("a")}`);
    });

    test("gets all facts of a cell", async () => {
      const failed = { ...run(2, "failure"), logUrl: "/api/log/acme/rocket/2", failureLineNum: 41 };
      const { answers } = show(grid);
      answers[cell_url("a")] = cell({ ...failed, failureRule: "Python assertion", failureCaptures: ["1 != 2"] });
      fireEvent.click(await screen.findByRole("gridcell", { name: "Failure, first bad commit" }));
      const card = screen.getByRole("dialog");
      await within(card).findByRole("link", { name: "Log, line 41" });
      fireEvent.click(within(card).getByRole("button", { name: "Copy these facts" }));
      await within(card).findByText("Copied");
      expect(copied[0]?.split("\n")).toEqual([
        "test / unit",
        "Failure, first bad commit",
        `${"a".repeat(40)} Commit a`,
        "attempt 1 · push · took 3m 20s (usually 1m 40s) · queued 12s (usually 5s) · runner-7",
        "line 41: AssertionError: 1 != 2",
        "Python assertion caught: 1 != 2",
        "https://github.com/job/2",
        "http://localhost/acme/rocket/job/2#L41",
      ]);
    });
  });

  test("a filter narrows the columns, goes into the address, and stays in the links to other pages", async () => {
    jest.useFakeTimers();
    try {
      const page = show(grid);
      await act(() => jest.advanceTimersByTimeAsync(10));
      fireEvent.keyDown(document.body, { key: "/" });
      const box = screen.getByRole("searchbox", { name: "Filter jobs by name" });
      expect(document.activeElement).toBe(box);
      fireEvent.change(box, { target: { value: "ruff" } });
      expect(screen.queryByRole("columnheader", { name: "test / unit" })).toBeNull();
      expect(screen.getByText("2 commits × 1 of 2 jobs")).toBeTruthy();
      expect(screen.getByRole("link", { name: /Older/ }).getAttribute("href")).toBe(
        "/hud/acme/rocket/main?page=1&per_page=2&name_filter=ruff",
      );
      await act(() => jest.advanceTimersByTimeAsync(300));
      expect(page.visited).toEqual(["/hud/acme/rocket/main?name_filter=ruff"]);
      fireEvent.change(box, { target: { value: "/[/" } });
      expect(screen.getByRole("alert").textContent).toMatch(/^Not a regular expression/);
      expect(screen.getByRole("columnheader", { name: "test / unit" })).toBeTruthy();
      await act(() => jest.advanceTimersByTimeAsync(300));
    } finally {
      jest.useRealTimers();
    }
  });

  test("an unknown branch is a page with the known ones", async () => {
    const answers = { "/api/repos": [{ repo: "acme/rocket", branches: ["main", "mian-2"], last_event: null }] };
    renderPage(<Hud place={{ ...place, branch: "mian" }} found={false} />, { answers });
    expect(await screen.findByRole("link", { name: "main" })).toBeTruthy();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Nothing has been heard of mian in acme/rocket");
  });

  test.each([
    [new ApiError("The warehouse is away", 503), "The HUD is starting, or one of its engines is away"],
    [new ApiError("The HUD did not answer.", 0), "The HUD cannot be reached"],
    [new ApiError("No", 500), "Something broke in the HUD"],
  ])("%s is told with what to do", async (error, title) => {
    show(error);
    expect(within(await screen.findByRole("alert")).getByRole("heading").textContent).toBe(title);
    expect(screen.getByRole("button", { name: "Retry" })).toBeTruthy();
  });

  test("commits without jobs say how jobs come", async () => {
    show({ ...grid, commits: [commit("a")], jobNames: [], providers: [], letters: [""], more: false });
    expect(await screen.findByText(/No job has run on these commits yet/)).toBeTruthy();
  });
});
