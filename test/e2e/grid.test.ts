/** The grid in a real browser: scrolling, keyboard, groups, filters and permalinks, on a real HUD. */
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "test/kit/browser";
import { Traffic } from "test/kit/ci_traffic";
import { start_ms_max, startHud } from "test/kit/hud";
import { Chance, HudClient, inParallel, until } from "test/kit/hud_client";

const repo = "acme/grid";
const commits = 40;
const traffic = new Traffic(repo, new Chance(9), Math.floor(Date.now() / 1000) * 1000 - 86_400_000);
for (let number = 1; number <= commits; number++) {
  traffic.push([{ message: `Change ${number}`, login: number % 2 === 0 ? "ann-lee" : "bob" }]);
}
const newest_first = traffic.rows.map(({ sha }) => sha).toReversed();

let url: string;
let browser: Browser;
const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const hud = await startHud();
  endings.push(() => hud.stop());
  url = hud.url;
  const client = new HudClient(hud);
  await inParallel(traffic.deliveries, 8, (delivery) => client.deliver(delivery));
  browser = await launchBrowser();
  endings.push(() => browser.close());
  await until("every commit's jobs", async () => {
    const { letters } = await client.json<{ letters: string[] }>(`/api/grid/${repo}/main/0?per_page=100`);
    return letters.length === commits && letters.every((row) => row.trim() !== "");
  });
}, start_ms_max);

afterAll(async () => {
  for (const end of endings.toReversed()) await end();
}, 30_000);

async function onGrid(query: string, visit: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1600, height: 900 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  try {
    await page.goto(`/hud/${repo}/main${query}`);
    await page.locator("[role=row][data-sha]").first().waitFor();
    await visit(page);
    expect(errors).toEqual([]);
  } finally {
    await context.close();
  }
}

const row = (page: Page, index: number) => page.locator(`[role=row][data-sha="${newest_first[index]}"]`);
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest("[role=row]")?.getAttribute("data-sha") ?? null);
const scrollTo = (page: Page, top: number) =>
  page.locator("[role=region]").evaluate((pane, to) => void (pane.scrollTop = to), top);

test("only what is on the screen is drawn, and all of it is counted", () =>
  onGrid("?per_page=100", async (page) => {
    const grid = page.getByRole("grid");
    expect(await grid.getAttribute("aria-rowcount")).toBe(String(commits + 2));
    expect(Number(await grid.getAttribute("aria-colcount"))).toBeGreaterThan(40);
    expect(await row(page, 0).count()).toBe(1);
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(4_000);
    await scrollTo(page, 100_000);
    await row(page, commits - 1).waitFor();
    expect(await page.getByRole("columnheader", { name: "Lint / ruff" }).isVisible()).toBe(true);
  }));

test("older commits come as one scrolls", () =>
  onGrid("?per_page=25", async (page) => {
    expect(await page.getByText(/^25 commits/).isVisible()).toBe(true);
    await scrollTo(page, 100_000);
    await page.getByText(/^40 commits/).waitFor();
    expect(await page.getByRole("button", { name: "Show older commits" }).count()).toBe(0);
  }));

test("the keyboard reaches every cell, and the focus stays when its row is scrolled away", () =>
  onGrid("?per_page=100", async (page) => {
    await page.keyboard.press("n");
    const first = await focused(page);
    expect(first).not.toBeNull();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^[XTE]$/);
    await page.keyboard.press("Enter");
    const card = page.getByRole("dialog");
    await card.getByRole("link", { name: "Job on GitHub" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await card.count()).toBe(0);
    expect(await focused(page)).toBe(first);
    await scrollTo(page, 100_000);
    await row(page, commits - 1).waitFor();
    expect(await focused(page)).toBe(first);
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    expect(await focused(page)).toBe(first);
    await page.keyboard.press("Control+End");
    expect(await focused(page)).toBe(newest_first.at(-1));
    await page.keyboard.press("Shift+?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await focused(page)).toBe(newest_first.at(-1));
  }));

test("groups fold and unfold, and the address remembers", () =>
  onGrid("", async (page) => {
    await page.getByLabel("Group").selectOption("matrix");
    const group = page.getByRole("columnheader", { name: "Test (default) / test, 20 jobs" });
    await group.waitFor();
    await group.getByRole("button").click();
    await page.getByRole("columnheader", { name: /test \(ünit, 7, 20/ }).waitFor();
    await page.waitForURL(/group=matrix&toggled=|toggled=.*group=matrix/);
    await page.reload();
    await page.getByRole("columnheader", { name: /test \(ünit, 7, 20/ }).waitFor();
    await page.getByRole("button", { name: "Fold Test (default) / test" }).click();
    await group.waitFor();
    await page.getByLabel("Group").selectOption("none");
    await page.waitForURL((to) => to.search === "");
  }));

test("commits are filtered by their words", () =>
  onGrid("?per_page=100", async (page) => {
    await page.getByRole("searchbox", { name: /Filter commits/ }).fill("bob");
    await page.getByText(/^20 of 40 commits/).waitFor();
    await page.waitForURL(/commits=bob/);
  }));

test("a permalink shows its commit", () =>
  onGrid(`?per_page=100#${newest_first[35]}`, async (page) => {
    await row(page, 35).waitFor();
    expect(await row(page, 35).getAttribute("class")).toContain("highlighted");
  }));
