/** @jest-environment jsdom */
/** The grid: its columns, its cells, its one card, and what it shows when there is no grid to show. */
import { act, fireEvent, screen, within } from "@testing-library/react";
import fc from "fast-check";
import { bands, parseFilter, shorten, shownColumns } from "components/hud/columns";
import { cardPlace } from "components/hud/card_place";
import { Hud } from "components/hud/Hud";
import { ApiError } from "lib/browser/fetch_json";
import type { CellRun, HudGrid } from "lib/model/grid";
import { renderPage } from "test/kit/render_page";

describe("columns", () => {
  const names = ["lint / ruff", "test / build (1, 2)", "test / unit / fast", "plain"];
  const shown = (filter: string) => shownColumns(names, parseFilter(filter)).map(({ name }) => name);

  test.each([
    ["", names],
    ["TEST", ["test / build (1, 2)", "test / unit / fast"]],
    ["/^test.*fast$/", ["test / unit / fast"]],
    ["/RUFF/", []],
    ["/RUFF/i", ["lint / ruff"]],
    ["(1, 2)", ["test / build (1, 2)"]],
  ])("filter %s", (filter, expected) => expect(shown(filter)).toEqual(expected));

  test("a filter that cannot be read says why, and hides nothing", () => {
    expect(parseFilter("/[/").problem).toMatch(/Not a regular expression: .*[Uu]nterminated/);
    expect(shown("/[/")).toEqual(names);
  });

  test("neighbours of one workflow are one band", () => {
    expect(
      bands(shownColumns(names, parseFilter(""))).map((band) => [band.workflow, band.columns.map(({ job }) => job)]),
    ).toEqual([
      ["lint", ["ruff"]],
      ["test", ["build (1, 2)", "unit / fast"]],
      ["", ["plain"]],
    ]);
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
  expect(cardPlace(box(100, 100), window)).toEqual({ top: 131, left: 100, maxHeight: 661 });
  expect(cardPlace(box(900, 700), window)).toEqual({ bottom: 106, right: 78, maxHeight: 686 });
  expect(cardPlace(box(100, 100), { width: 390, height: 800 })).toEqual({});
});

const run = (id: number, conclusion: CellRun["conclusion"]): CellRun => ({
  ...{
    id,
    conclusion,
    status: "completed",
    htmlUrl: `https://github.com/job/${id}`,
    logUrl: null,
    durationS: 200,
    queueS: 12,
  },
  ...{
    runAttempt: 1,
    event: "push",
    failureLines: conclusion === "failure" ? ["AssertionError: 1 != 2"] : [],
    failureCaptures: [],
  },
});
const row = (letter: string, jobs: HudGrid["shaGrid"][number]["jobs"]): HudGrid["shaGrid"][number] => ({
  ...{ sha: letter.repeat(40), time: "2026-03-01T12:00:00Z", commitTitle: `Commit ${letter}`, commitMessageBody: "" },
  ...{ author: "ada", authorUrl: null, prNum: 7, commitUrl: null, jobs },
});
const grid: HudGrid = {
  jobNames: ["lint / ruff", "test / unit"],
  shaGrid: [
    row("a", [run(1, "success"), run(2, "failure")]),
    row("b", [{}, { ...run(4, "success"), failedPreviousRun: true, otherRuns: [run(3, "failure")] }]),
  ],
};
const place = { repo: "acme/rocket", branch: "main", page: 0, per_page: 2 };
const grid_url = "/api/hud/acme/rocket/main/0?per_page=2";
const show = (answer: unknown, query = {}) =>
  renderPage(<Hud place={place} found />, {
    path: "/hud/acme/rocket/main",
    query,
    answers: { [grid_url]: answer, "/api/repos": [] },
  });

describe("the grid", () => {
  test("has a cell per commit and job, each with a letter and a name", async () => {
    show(grid);
    const [first, second] = (await screen.findAllByRole("row")).slice(2);
    expect(first?.textContent).toMatch(/aaaaaaaCommit a#7adaOX$/);
    expect(within(second ?? document.body).getByRole("cell", { name: "Flaky success" }).textContent).toBe("F");
    expect(screen.getByRole("columnheader", { name: "test / unit" })).toBeTruthy();
    expect(screen.getByText("2 commits × 2 jobs")).toBeTruthy();
  });

  test("one card follows the pointer; a click pins it, Escape lets go, and empty cells have none", async () => {
    show(grid);
    const failure = await screen.findByRole("cell", { name: "Failure" });
    fireEvent.pointerOver(failure);
    expect(screen.getByRole("tooltip").textContent).toContain("AssertionError: 1 != 2");
    fireEvent.pointerOver(screen.getByRole("cell", { name: "Flaky success" }));
    expect(screen.getByRole("tooltip").textContent).toMatch(/Other runs.*#3.*push · took 3m 20s/);
    fireEvent.click(failure);
    const card = screen.getByRole("dialog", { name: "test / unit" });
    expect(within(card).getByRole("link", { name: "Job on GitHub" }).getAttribute("href")).toBe(
      "https://github.com/job/2",
    );
    fireEvent.pointerOver(screen.getByRole("cell", { name: "Flaky success" }));
    expect(screen.queryByRole("tooltip")).toBeNull();
    fireEvent.keyDown(document, { key: "Escape" });
    expect(screen.queryByRole("dialog")).toBeNull();
    fireEvent.pointerOver(
      screen.getAllByRole("cell", { name: "" }).find((cell) => cell.textContent === "") ?? document.body,
    );
    expect(screen.queryByRole("tooltip")).toBeNull();
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
    show({ jobNames: [], shaGrid: [row("a", [])] });
    expect(await screen.findByText(/No job has run on these commits yet/)).toBeTruthy();
  });
});
