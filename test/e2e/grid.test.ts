/** The grid in a real browser, on a real HUD: scrolling, keyboard, columns, filters, permalinks, marks, and its life. */
import type { AxeResults } from "axe-core";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Locator, Page } from "playwright-core";
import { jobCompleted } from "scripts/demo/payloads/circleci";
import { launchBrowser, visit, type Visit } from "test/kit/browser";
import { hash, Traffic } from "test/kit/ci_traffic";
import { checkRun, issue, push, repository } from "test/kit/deliveries";
import { start_ms_max, startHud } from "test/kit/hud";
import { Chance, HudClient, inParallel, until } from "test/kit/hud_client";
import { callback } from "test/kit/oot";

const repo = "acme/grid";
const commits = 40;
const traffic = new Traffic(repo, new Chance(9), Math.floor(Date.now() / 1000) * 1000 - 86_400_000);
for (let number = 1; number <= commits; number++) {
  traffic.push([{ message: `Change ${number}`, login: number % 2 === 0 ? "ann-lee" : "bob" }]);
}
const newest_first = traffic.rows.map(({ sha }) => sha).toReversed();
const newest = newest_first[0] ?? "";
const axe_source = readFileSync(
  createRequire(join(process.cwd(), "package.json")).resolve("axe-core/axe.min.js"),
  "utf8",
);
const config = `repos:
  acme/grid:
    groups:
      - { name: Linters, pattern: "^Lint /" }
    unstable: ["^docs / pdf$"]
    hidden_by_default: ["^docs / deploy$"]
`;

let url: string;
let browser: Browser;
let client: HudClient;
const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "hud-grid-"));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "repos.yaml"), config);
  const hud = await startHud({ env: { HUD_REPO_CONFIG: join(folder, "repos.yaml") } });
  endings.push(() => hud.stop());
  url = hud.url;
  client = new HudClient(hud);
  await inParallel(traffic.deliveries, 8, (delivery) => client.deliver(delivery));
  await client.deliver(
    issue({ number: 77, title: "Everything is on fire", labels: [{ name: "ci: sev", color: "ff0000" }] }, "opened", {
      repository: repository({ full_name: repo }),
    }),
  );
  // What else reports on the newest commit, beside GitHub Actions.
  await client.callback(
    callback({
      ...{ upstream: repo, backend: "vendor/npu", job: "smoke", head: `${repo} ${commits - 1}` },
      ...{ level: "L3", conclusion: "timed_out" },
    }),
  );
  await client.circleci(
    jobCompleted({ repo, sha: newest, branch: "main", workflow: "packages", job: "wheels", status: "success" }),
  );
  const check = { name: "coverage", head_sha: newest, status: "completed", conclusion: "neutral" };
  const { event, payload } = checkRun({ ...check, app: { slug: "codecov" }, started_at: null, completed_at: null });
  await client.deliver({ event, payload: { ...payload, repository: repository({ full_name: repo }) } });
  await client.deliver(pushTo("release/2.9", "on the release branch"));
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

function pushTo(branch: string, name: string) {
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const author = { name: "Ann Lee", email: "ann@example.com", username: "ann-lee" };
  const commit = { id: hash(name), message: name, timestamp: time, author, committer: author };
  return push(0, {
    ...{ ref: `refs/heads/${branch}`, before: newest, after: commit.id, created: false },
    ...{ commits: [{ ...commit, added: [], removed: [], modified: [] }], head_commit: commit },
    repository: repository({ full_name: repo, default_branch: "main", pushed_at: Math.floor(Date.now() / 1000) }),
  });
}

const onGrid = (query: string, look: (page: Page) => Promise<void>, options?: Visit): Promise<void> =>
  visit(
    browser,
    url,
    async (page) => {
      await page.goto(`/hud/${repo}/main${query}`);
      await page.locator("[role=row][data-sha]").first().waitFor();
      await look(page);
    },
    options,
  );

const row = (page: Page, index: number) => page.locator(`[role=row][data-sha="${newest_first[index]}"]`);
const columns = (page: Page) => page.getByRole("grid").getAttribute("aria-colcount").then(Number);
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest("[data-sha]")?.getAttribute("data-sha") ?? null);
const scrollTo = (page: Page, top: number) =>
  page.locator("[role=region]").evaluate((pane, to) => void (pane.scrollTop = to), top);
const openView = (page: Page) => page.locator("summary", { hasText: "View" }).click();
const ungrouped = "group=none";

test("only what is on the screen is drawn, and all of it is counted", () =>
  onGrid(`?per_page=100&${ungrouped}`, async (page) => {
    expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(commits + 2));
    expect(await columns(page)).toBeGreaterThan(40);
    expect(await row(page, 0).count()).toBe(1);
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(4_000);
    await scrollTo(page, 100_000);
    await row(page, commits - 1).waitFor();
    await page.getByRole("columnheader", { name: "Lint / ruff" }).waitFor();
  }));

test("older commits come as one scrolls", () =>
  onGrid(`?per_page=25&${ungrouped}`, async (page) => {
    await page.getByText(/^25 commits/).waitFor();
    await scrollTo(page, 100_000);
    await page.getByText(/^40 commits/).waitFor();
    expect(await page.getByRole("button", { name: "Show older commits" }).count()).toBe(0);
  }));

test("the keyboard reaches every cell, and the focus stays when its row is scrolled away", () =>
  onGrid(`?per_page=100&${ungrouped}`, async (page) => {
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

test("groups fold and unfold, one or all, and the address remembers", () =>
  onGrid(`?${ungrouped}`, async (page) => {
    await openView(page);
    await page.getByLabel("Group").selectOption("matrix");
    const group = page.getByRole("columnheader", { name: "Test (default) / test, 20 jobs" });
    const unfolded = page.getByRole("columnheader", { name: /test \(ünit, 7, 20/ });
    await group.waitFor();
    await page.keyboard.press("Escape");
    await group.getByRole("button").click();
    await unfolded.waitFor();
    await page.waitForURL(/group=matrix&toggled=|toggled=.*group=matrix/);
    await page.reload();
    await unfolded.waitFor();
    await page.getByRole("button", { name: "Fold Test (default) / test" }).click();
    await group.waitFor();
    const folded = await columns(page);
    await openView(page);
    await page.getByRole("button", { name: "Expand all" }).click();
    await unfolded.waitFor();
    expect(await columns(page)).toBeGreaterThan(folded);
    await page.waitForURL(/fold=none/);
    await page.getByRole("button", { name: "Collapse all" }).click();
    await group.waitFor();
    expect(await columns(page)).toBe(folded);
  }));

test("the operator's groups are how columns are shown first; what is hidden by default can be asked for", () =>
  onGrid("", async (page) => {
    await page.getByRole("columnheader", { name: /^Linters, \d jobs$/ }).waitFor();
    await page.goto(`/hud/${repo}/main?${ungrouped}`);
    await page.getByRole("columnheader", { name: "docs / pdf, unstable" }).waitFor();
    const deploy = page.getByRole("columnheader", { name: "docs / deploy" });
    expect(await deploy.count()).toBe(0);
    await openView(page);
    await page.getByLabel("Hidden by the operator").check();
    await deploy.waitFor();
    await page.getByLabel("Hide unstable").check();
    await page.getByRole("columnheader", { name: "docs / pdf, unstable" }).waitFor({ state: "detached" });
  }));

test("columns can be ordered by how long their jobs take", () =>
  onGrid(`?${ungrouped}`, async (page) => {
    const usual = await client.query<{ name: string; p50_seconds: number }>("hud_durations", { repo, branch: "main" });
    const longest = usual
      .filter(({ name }) => name !== "docs / deploy") // Hidden.
      .toSorted((a, b) => b.p50_seconds - a.p50_seconds)
      .slice(0, 10);
    /** Of the first ten columns; a column's name comes before its band's. */
    const shown = async () => {
      const seconds: (number | undefined)[] = [];
      for (let column = 2; column < 12; column++) {
        const head = page.locator(`[role=columnheader][aria-colindex="${column}"]`).first();
        const label = await head.getAttribute("aria-label");
        seconds.push(usual.find(({ name }) => label === name || label?.startsWith(`${name}, `))?.p50_seconds);
      }
      return seconds;
    };
    const expected = longest.map(({ p50_seconds }) => p50_seconds);
    expect(await shown()).not.toEqual(expected);
    await openView(page);
    await page.getByLabel("Order").selectOption("duration");
    await page.waitForURL(/order=duration/);
    await until("the longest come first", async () => (await shown())[0] === expected[0]);
    expect(await shown()).toEqual(expected);
  }));

test("Actions, CircleCI, checks and out-of-tree jobs of one commit stand side by side, each with its mark", () =>
  onGrid(`?${ungrouped}&show=oot`, async (page) => {
    for (const [name, mark, label] of [
      [/^Lint \/ ruff$/, null, null],
      [/^packages \/ wheels, CircleCI$/, "circleci", "Success"],
      [/^codecov \/ coverage, External check$/, "check", "Neutral"],
      [/^vendor\/npu .*smoke, Out of tree$/, "oot", "Timed out"],
    ] as const) {
      const column = page.getByRole("columnheader", { name });
      await column.waitFor();
      expect(await column.locator("svg").count()).toBe(mark === null ? 0 : 1);
      if (mark !== null) expect(await column.locator("svg").getAttribute("data-provider")).toBe(mark);
      const index = await column.getAttribute("aria-colindex");
      const cell = row(page, 0).locator(`[role=gridcell][aria-colindex="${index}"]`);
      await cell.waitFor();
      const told = await cell.getAttribute("aria-label");
      if (label === null) expect(told).not.toBe("No run");
      else expect(told).toBe(label);
    }
  }));

test("out-of-tree jobs are columns when they are asked for, and their card says whose they are", () =>
  onGrid(`?${ungrouped}`, async (page) => {
    await openView(page);
    await page.getByLabel("Out-of-tree jobs (1 hidden)").check();
    const column = page.getByRole("columnheader", { name: /vendor\/npu .*Out of tree/ });
    await column.waitFor();
    await page.waitForURL(/show=oot/);
    await page.keyboard.press("Escape");
    const index = await column.getAttribute("aria-colindex");
    await row(page, 0).locator(`[role=gridcell][aria-colindex="${index}"]`).click();
    const card = page.getByRole("dialog");
    await card.getByText(/^L3 Reported by vendor\/npu through the relay$/).waitFor();
    expect(await card.getByRole("link", { name: "vendor/npu" }).getAttribute("href")).toBe("/oot/vendor/npu");
  }));

test("a pinned column stays when one scrolls sideways, in this browser and in a link that is passed on", () =>
  onGrid(`?${ungrouped}`, async (page) => {
    const pinned = page.getByRole("columnheader", { name: "docs / html" });
    const left = async (column: Locator) => (await column.boundingBox())?.x ?? -1;
    await page.getByTitle(/^docs \/ html\n/).click();
    await page.getByRole("columnheader", { name: "pinned" }).waitFor();
    expect(await pinned.getAttribute("aria-colindex")).toBe("2");
    await page.setViewportSize({ width: 1250, height: 800 });
    const free = page.getByRole("columnheader", { name: "Lint / links / check" });
    const before = { pinned: await left(pinned), free: await left(free) };
    await page.locator("[role=region]").evaluate((pane) => void (pane.scrollLeft = 100));
    expect(await left(free)).toBeCloseTo(before.free - 100, 0);
    expect(await left(pinned)).toBeCloseTo(before.pinned, 0);
    await page.reload();
    await page.getByRole("columnheader", { name: "pinned" }).waitFor();
    await onGrid(`?${ungrouped}&pins=${encodeURIComponent("Lint / ruff")}`, async (other) => {
      const shared = other.getByRole("columnheader", { name: "Lint / ruff" });
      expect(await shared.getAttribute("aria-colindex")).toBe("2");
    });
    await page.getByTitle(/^docs \/ html\n/).click();
    await page.getByRole("columnheader", { name: "pinned" }).waitFor({ state: "detached" });
  }));

test("commits are filtered by author and message on all pages, and the filters stay while paging", () =>
  onGrid(`?per_page=10&${ungrouped}`, async (page) => {
    await page.getByRole("searchbox", { name: "Filter commits by author" }).fill("bob");
    await page.getByText(/^10 commits/).waitFor();
    await page.waitForURL(/author=bob/);
    await page.getByRole("link", { name: /Older/ }).click();
    await page.waitForURL(/page=1/);
    expect(page.url()).toContain("author=bob");
    await page.getByText("Change 19", { exact: true }).waitFor();
    expect(await page.locator("[role=rowheader]").count()).toBe(10);
    await page.goto(`/hud/${repo}/main?${ungrouped}&message=change+4`);
    await page.getByText(/^2 commits/).waitFor(); // 4 and 40.
    await page.getByRole("searchbox", { name: "Filter commits by message" }).fill("no such words");
    await page.getByRole("heading", { name: "No commit matches" }).waitFor();
  }));

test("a permalink shows its commit, also on a page that is not loaded, also by the beginning of its hash", () =>
  onGrid(`?per_page=100#${newest_first[35]}`, async (page) => {
    const lit = (index: number) => page.locator(`[data-sha="${newest_first[index]}"][class*=highlighted]`);
    await lit(35).waitFor();
    await page.goto("/");
    await page.goto(`/hud/${repo}/main?per_page=10#${newest_first[37]?.slice(0, 8)}`);
    await lit(37).waitFor();
    expect(page.url()).toContain("page=3");
    await page.goto("/");
    await page.goto(`/hud/${repo}/main#${"0".repeat(40)}`);
    await page.getByText(/Commit 000000000000 is not shown on main/).waitFor();
  }));

test("the state of the branch, and its sevs, which can be put away", () =>
  onGrid("", async (page) => {
    const state = page.getByRole("status", { name: "State of the branch" });
    await state.waitFor();
    expect(await state.textContent()).toMatch(/^(Red since [0-9a-f]{7}|Green)/);
    const sev = page.getByRole("link", { name: "#77 Everything is on fire" });
    await sev.waitFor();
    await page.getByRole("button", { name: "Put away issue #77" }).click();
    await page.reload();
    await state.waitFor();
    expect(await sev.count()).toBe(0);
  }));

test("branches one has been on are tabs, slashes and all", () =>
  onGrid("", async (page) => {
    await page.getByRole("combobox", { name: "Branch" }).fill("release/2.9");
    await page.getByRole("option", { name: /^release\/2\.9/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/hud/${repo}/release/2.9`);
    const tabs = page.getByRole("navigation", { name: "Recent branches" });
    await tabs.getByRole("link", { name: "main" }).click();
    await page.waitForURL(`**/hud/${repo}/main`);
    await tabs.getByRole("button", { name: "Forget release/2.9" }).click();
    await tabs.waitFor({ state: "detached" });
  }));

describe("live", () => {
  const job_id = 990_000_001;
  const lint = (id: number, status: string, conclusion: string | null, name = "news") => {
    const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const run = { id, run_id: id, run_attempt: 1, name, workflow_name: "Lint", head_sha: newest, head_branch: "main" };
    const times = { created_at: time, started_at: time, completed_at: status === "completed" ? time : null };
    return client.deliver({
      event: "workflow_job",
      payload: {
        repository: repository({ full_name: repo }),
        workflow_job: {
          ...{ ...run, ...times, status, conclusion, steps: [], labels: [], html_url: `https://github.com/${repo}` },
          ...{ runner_id: 1, runner_name: "r", runner_group_name: "Default" },
        },
      },
    });
  };
  const cell = (page: Page, column: string, label: string) =>
    page
      .getByRole("columnheader", { name: column })
      .getAttribute("aria-colindex")
      .then((index) =>
        page
          .locator(`[data-sha="${newest}"] [role=gridcell][aria-colindex="${index}"][aria-label="${label}"]`)
          .waitFor({ timeout: 5_000 }),
      );
  const isLive = (page: Page) => page.getByRole("status", { name: "Updates: live" }).waitFor();
  const setHidden = (page: Page, hidden: boolean) =>
    page.evaluate((is_hidden) => {
      Object.defineProperty(document, "visibilityState", {
        configurable: true,
        get: () => (is_hidden ? "hidden" : "visible"),
      });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);

  test("cells change by themselves within two seconds of the webhook, and nothing else is read again", () =>
    onGrid(`?${ungrouped}`, async (page) => {
      await isLive(page);
      await lint(job_id, "in_progress", null);
      await cell(page, "Lint / news", "In progress");
      const reads: string[] = [];
      page.on("request", (request) => {
        if (request.url().includes("/api/grid/")) reads.push(request.url());
      });
      const began = performance.now();
      await lint(job_id, "completed", "failure");
      await cell(page, "Lint / news", "Failure");
      expect(performance.now() - began).toBeLessThan(4_000);
      expect(reads.every((read) => read.includes(`shas=${newest}`))).toBe(true);
    }));

  test("the focus stays on its commit and job while news bring a column before it", () =>
    onGrid(`?${ungrouped}`, async (page) => {
      await isLive(page);
      await page.keyboard.press("j");
      await page.keyboard.press("End");
      const place = () =>
        page.evaluate(() => {
          const { activeElement: cell } = document;
          const column = Number(cell?.getAttribute("aria-colindex"));
          return { column, label: cell?.getAttribute("aria-label"), stop: cell?.getAttribute("tabindex") };
        });
      const before = { count: await columns(page), sha: await focused(page), ...(await place()) };
      expect(before).toMatchObject({ column: before.count, sha: newest_first[1], stop: "0" });
      await lint(job_id + 2, "completed", "success", "first of all");
      await until("the column is there", async () => (await columns(page)) === before.count + 1);
      expect(await place()).toEqual({ column: before.column + 1, label: before.label, stop: "0" });
      expect(await focused(page)).toBe(before.sha);
      await page.keyboard.press("ArrowUp");
      expect(await focused(page)).toBe(newest);
    }));

  test("a hidden page does not listen, and catches up when it is shown", () =>
    onGrid(`?${ungrouped}`, async (page) => {
      await isLive(page);
      await sleep(2_000); // What the stream's opening had it read again has been read.
      await setHidden(page, true);
      await page.getByRole("status", { name: "Updates: paused" }).waitFor();
      await lint(job_id + 1, "completed", "success", "asleep");
      await until("the server knows", async () => {
        const { jobNames } = await client.json<{ jobNames: string[] }>(`/api/grid/${repo}/main/0?per_page=100`);
        return jobNames.includes("Lint / asleep");
      });
      expect(await page.getByRole("columnheader", { name: "Lint / asleep" }).count()).toBe(0);
      await setHidden(page, false);
      await isLive(page);
      await cell(page, "Lint / asleep", "Success");
    }));

  test("without a stream the page asks now and then, and says so", () =>
    onGrid(`?${ungrouped}`, async (page) => {
      await page.route("**/api/events*", (route) => route.fulfill({ status: 503, body: "{}" }));
      await page.reload();
      await page.getByRole("status", { name: "Updates: polling" }).waitFor();
      await page.unroute("**/api/events*");
      await isLive(page);
    }));

  test("new commits come in on top, and what the reader looks at stays where it is", () =>
    onGrid(`?per_page=100&${ungrouped}`, async (page) => {
      await isLive(page);
      await scrollTo(page, 250);
      // Once what stands above the grid has come, too.
      const box = async (): Promise<number> => {
        for (let last = NaN; ;) {
          const now = (await row(page, 14).boundingBox())?.y ?? 0;
          if (now === last) return now;
          last = now;
          await page.waitForTimeout(500);
        }
      };
      const before = await box();
      const commit = `a new commit ${Date.now()}`; // One that is tried again is no longer new.
      await client.deliver(pushTo("main", commit));
      const pill = page.getByRole("button", { name: /1 new commit$/ });
      await pill.waitFor({ timeout: 10_000 });
      expect(Math.abs((await box()) - before)).toBeLessThan(1);
      await pill.click();
      await page.locator(`[role=row][data-sha="${hash(commit)}"]`).waitFor();
      await pill.waitFor({ state: "detached" });
    }));
});

describe.each([1600, 390])("%d px wide", (width) => {
  test.each(["light", "dark"] as const)("in %s, axe finds nothing, and nothing is wider than the window", (scheme) =>
    onGrid(
      "?show=oot",
      async (page) => {
        await page.getByRole("status", { name: "State of the branch" }).waitFor();
        await openView(page);
        await page.evaluate(axe_source);
        const found = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
        expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
          0,
        );
      },
      { colorScheme: scheme, viewport: { width, height: 900 } },
    ),
  );
});
