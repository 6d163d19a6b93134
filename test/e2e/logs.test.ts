/** Logs as a person reads them: a real HUD that was sent logs, in a real browser. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "test/kit/browser";
import { ciLog, failing_line } from "test/kit/ci_log";
import { Traffic } from "test/kit/ci_traffic";
import { start_ms_max, startHud, type TestHud } from "test/kit/hud";
import { Chance, HudClient, until } from "test/kit/hud_client";

const repo = "acme/rocket";
const traffic = new Traffic(repo, new Chance(4), Date.now() - 86_400_000);
for (let number = 1; number <= 4; number++) traffic.push([{ message: `Change ${number}` }]);
const failed_log = ciLog({ lines: 3_000, fails: true, run: 1 });
const failing = failed_log.failing_line_num;
const { failed_id, passed_id, silent_id } = chooseJobs();

const axe_source = readFileSync(
  createRequire(join(process.cwd(), "package.json")).resolve("axe-core/axe.min.js"),
  "utf8",
);

let hud: TestHud;
let client: HudClient;
let browser: Browser;
/** What was started, undone in the opposite order. */
const endings: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  hud = await startHud();
  endings.push(() => hud.stop());
  client = new HudClient(hud);
  browser = await launchBrowser();
  endings.push(() => browser.close());
  for (const delivery of traffic.deliveries) await client.deliver(delivery);
  await sendLog(failed_id, failed_log.text);
  await sendLog(passed_id, ciLog({ lines: 3_000, fails: false, run: 2 }).text);
  await sendLongBranch();
  await until("the failing line is known", async () => {
    const [job] = await client.query<{ failure_line: string | null }>("log_job", { repo, job_id: failed_id });
    return job?.failure_line === failing_line;
  });
}, start_ms_max);

afterAll(async () => {
  for (const end of endings.toReversed()) await end();
}, 30_000);

/** Of a branch whose name has no place to break at. */
async function sendLongBranch(): Promise<void> {
  const id = 77;
  const told = new Traffic(repo, new Chance(5), Date.now() - 86_400_000);
  told.tell("workflow_job", {
    workflow_job: {
      ...{ id, run_id: 78, run_attempt: 1, name: "long", workflow_name: "CI", head_sha: "c".repeat(40), labels: [] },
      ...{ head_branch: "b".repeat(120), status: "completed", conclusion: "failure", steps: [], runner_name: "r" },
      ...{ created_at: told.at(0), started_at: told.at(1), completed_at: told.at(60), html_url: null },
    },
  });
  for (const delivery of told.deliveries) expect(await client.deliver(delivery)).toMatchObject({ status: 200 });
  await sendLog(id, "src/a.cpp:1:1: error: of_a_long_branch\n");
}

/** A job that failed, the same job's success before it, and another that failed without leaving a log. */
function chooseJobs(): { failed_id: number; passed_id: number; silent_id: number } {
  const rows = traffic.rows.toReversed();
  for (const [index, { cells }] of rows.entries()) {
    for (const [name, cell] of cells) {
      if (cell.conclusion !== "failure") continue;
      const passed = rows.slice(index + 1).flatMap((row) => row.cells.get(name) ?? []);
      const success = passed.find(({ conclusion }) => conclusion === "success");
      const silent = [...cells.values()].find((other) => other.conclusion === "failure" && other.id !== cell.id);
      if (success && silent) return { failed_id: cell.id, passed_id: success.id, silent_id: silent.id };
    }
  }
  throw new Error("No job has failed after it had passed");
}

async function sendLog(job_id: number, text: string): Promise<void> {
  const answer = await client.send(`/api/log/${repo}/${job_id}`, {
    method: "PUT",
    headers: {
      Authorization: `Bearer ${hud.secrets.api_token}`,
      "Content-Type": "text/plain",
      "Content-Encoding": "gzip",
    },
    body: gzipSync(text),
  });
  expect(answer.status).toBe(200);
}

/** The browser tells of every 404 itself, also of one that is meant. */
const meant = /^Failed to load resource: the server responded with a status of (400|401|404)/;

/** A page of its own; what its console complains of, and what it throws, fails the test at the end. */
async function withPage(visit: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
  const context = await browser.newContext({ baseURL: hud.url, viewport: { width: 1600, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !meant.test(message.text())) complaints.push(message.text());
  });
  try {
    await visit(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Serious and critical violations, in a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe_source);
  const found = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""} ${nodes[0]?.failureSummary ?? ""}`);
}

const row = (page: Page, number: number) => page.locator(`[data-row="${number - 1}"]`);
const onScreen = (page: Page, number: number) =>
  until(`line ${number} is on the screen`, async () => {
    const [box, pane] = [
      await row(page, number).boundingBox(),
      await page.getByRole("region", { name: "Log" }).boundingBox(),
    ];
    return box && pane && box.y >= pane.y - 1 && box.y + box.height <= pane.y + pane.height + 1;
  });
const logUrl = (job_id: number): string => `/${repo}/job/${job_id}`;

test("a log opens at its failing line, in its colours, without times and escapes", () =>
  withPage(async (page) => {
    await page.goto(logUrl(failed_id));
    await row(page, failing).getByText("use of undeclared identifier").waitFor();
    await onScreen(page, failing);
    const found = row(page, failing).locator("[data-text]");
    expect(await found.textContent()).toBe(failing_line);
    // It stands there before the log has come, as its record has it: plain.
    const colour = () => found.getByText("error:").evaluate((element) => getComputedStyle(element).color);
    await until("the line has its colours", async () => (await colour()) === "rgb(179, 38, 30)");
    await page.getByText("2 failures").waitFor();
    await page.getByRole("link", { name: "C++: compile error" }).waitFor();

    await page.keyboard.press("t");
    await row(page, failing).locator("[data-time]").waitFor();
    expect(await row(page, failing).locator("[data-time]").getAttribute("data-time")).toMatch(/^00:00:\d\d\.\d{3}$/);
    await expect(row(page, failing).locator("[data-text]").textContent()).resolves.toBe(failing_line);
  }));

test("keys go from failure to failure, to both ends, fold and unfold", () =>
  withPage(async (page) => {
    await page.goto(logUrl(failed_id));
    await page.getByText("2 failures").waitFor();
    await page.keyboard.press("n");
    await page.waitForURL(`**#L${failing}`);
    await page.keyboard.press("n");
    await page.waitForURL((url) => Number(url.hash.slice(2)) > failing);
    await page.getByText("2 of 2 failures").waitFor();
    await page.keyboard.press("p");
    await page.waitForURL(`**#L${failing}`);
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.hash === "");
    // A key that is held down comes quicker than the page is drawn.
    await Promise.all(Array.from({ length: 31 }, () => page.keyboard.press("n")));
    await page.waitForURL(`**#L${failing}`);

    await page.keyboard.press("g");
    await onScreen(page, 1);
    expect(await row(page, 3).count()).toBe(0);
    await row(page, 2).getByRole("button", { expanded: false }).click();
    await row(page, 3).getByText("Ubuntu").waitFor();
    await page.keyboard.press("f");
    await row(page, 9).getByText("repository: acme/rocket").waitFor();
    await page.keyboard.press("Shift+G");
    await page.getByText("Cleaning up orphan processes").waitFor();
  }));

test.each(["", "#L50-L75"])("on a phone nothing moves that has been painted, opened at %j", (hash) =>
  withPage(
    async (page) => {
      await page.addInitScript(`
        window.shifted = 0;
        new PerformanceObserver((list) => {
          for (const { value } of list.getEntries()) window.shifted += value;
        }).observe({ type: "layout-shift", buffered: true });
      `);
      await page.goto(logUrl(failed_id) + hash);
      await page.getByText("2 failures").waitFor();
      const first = hash === "" ? failing : 50;
      await row(page, first).locator("[data-text]").getByText(/./).first().waitFor();
      await onScreen(page, first);
      expect(await page.evaluate("shifted")).toBeLessThan(0.15);
    },
    { viewport: { width: 390, height: 844 } },
  ),
);

test("lines are chosen, linked to and copied without their numbers", () =>
  withPage(
    async (page) => {
      await page.goto(`${logUrl(failed_id)}#L100-L102`);
      await onScreen(page, 100);
      await page.getByText("Lines 100–102").waitFor();
      await row(page, 105)
        .getByRole("link", { name: "Line 105" })
        .click({ modifiers: ["Shift"] });
      await page.waitForURL("**#L100-L105");
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await page.getByText("Copied").waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied.split("\n")).toHaveLength(6);
      expect(copied).toMatch(
        /^(\[\d+\/3000\] Building CXX object src\S+ [\d.]+s\n?|src\S+ warning: unused variable 'pressure'\n?){6}$/,
      );

      const selected = await page.evaluate(() => {
        const text = (line: number) => document.querySelector(`[data-row="${line}"] [data-text]`);
        const [from, to] = [text(99), text(101)];
        if (!from || !to) return "";
        getSelection()?.setBaseAndExtent(from, 0, to, to.childNodes.length);
        return getSelection()?.toString() ?? "";
      });
      expect(selected.split("\n")).toHaveLength(3);
      expect(selected).toBe(copied.split("\n").slice(0, 3).join("\n"));

      // As if typed into the browser's bar.
      await page.evaluate("location.hash = '#L2000-L2001'");
      await page.getByText("Lines 2,000–2,001").waitFor();
      await onScreen(page, 2000);
      await page.evaluate("getSelection().removeAllRanges()");
      await page.keyboard.press("y");
      await until("the new lines are copied", async () =>
        (await page.evaluate(() => navigator.clipboard.readText())).startsWith("[1984/3000]"),
      );
      await page.keyboard.press("w");
      await page.waitForURL("**?wrap=1#L2000-L2001");
      await page.keyboard.press("Escape");
      await page.waitForURL((url) => url.hash === "");
      expect(await page.getByText("Lines 2,000–2,001").count()).toBe(0);
    },
    { permissions: ["clipboard-read", "clipboard-write"] },
  ));

test(
  "a search counts every hit, goes from one to the next, and says what is wrong with a pattern",
  () =>
    withPage(async (page) => {
      await page.goto(logUrl(failed_id));
      await page.getByText("2 failures").waitFor();
      await page.keyboard.press("/");
      await page.keyboard.type("THRUST_VECTOR");
      await page.getByText("2 lines").waitFor();
      await page.keyboard.press("Enter");
      await page.getByText("1 of 2 lines").waitFor();
      await page.keyboard.press("Enter");
      await page.getByText("2 of 2 lines").waitFor();
      // What had been typed so far was found on the same lines.
      const marked = row(page, failing + 1).locator("mark");
      await until("all of it is marked", async () => (await marked.textContent()) === "thrust_vector");
      await page.getByRole("button", { name: "Regular expression" }).click();
      await page.getByRole("textbox", { name: "Search this log" }).fill("valve_\\d+7\\.cpp:(");
      await page
        .getByRole("alert")
        .getByText(/Unterminated group/)
        .waitFor();
      await page.getByRole("textbox", { name: "Search this log" }).fill("^\\[\\d+/3000\\]");
      await page.getByText("2,925 lines").waitFor();
      await page.waitForURL(/regex=1/);
      // One that would take for ever is given up, and the log stays.
      await page.getByRole("textbox", { name: "Search this log" }).fill("^(([\\[\\d/\\]A-Za-z .]+)+)+#$");
      await page
        .getByRole("alert")
        .getByText(/takes too long/)
        .waitFor({ timeout: 20_000 });
      await page.getByRole("textbox", { name: "Search this log" }).fill("ninja");
      await page.getByText("1 line", { exact: true }).waitFor();
    }),
  60_000,
);

test("a failed log is compared with the job's last success", () =>
  withPage(async (page) => {
    await page.goto(logUrl(failed_id));
    await page.getByText("2 failures").waitFor();
    await page.keyboard.press("c");
    const panel = page.getByRole("region", { name: "Compared with the last success" });
    await panel.getByRole("button", { name: "Only here 6" }).waitFor();
    await panel.getByText(failing_line).waitFor();
    await panel.getByRole("link", { name: `job ${passed_id}` }).waitFor();
    await page.keyboard.press("g");
    await panel.getByRole("button", { name: `Go to line ${failing}`, exact: true }).click();
    await onScreen(page, failing);
    await panel.getByRole("button", { name: "In order" }).click();
    await panel.getByText("lines alike").first().waitFor();
  }));

test("a log that is not there says why, and where else to look", () =>
  withPage(async (page) => {
    await page.goto(logUrl(silent_id));
    await page.getByRole("heading", { name: "No log of this job is kept" }).waitFor();
    await page.getByRole("link", { name: "The job on GitHub" }).waitFor();
    await page.goto(logUrl(1));
    await page.getByRole("heading", { name: "There is no log of this job" }).waitFor();
    expect(await violations(page)).toEqual([]);
  }));

test("rules are tried, saved with the API token, and known from then on", () =>
  withPage(async (page) => {
    await page.goto(`/rules?repo=${repo}`);
    await page.getByRole("textbox", { name: "Pattern, as RE2 has them" }).fill("ninja: build (\\w+");
    await page.getByRole("button", { name: "Try", exact: true }).click();
    await page
      .getByRole("alert")
      .getByText(/pattern/)
      .waitFor();
    await page.getByRole("textbox", { name: "Pattern, as RE2 has them" }).fill("ninja: build (\\w+): (.+)");
    await page.getByRole("button", { name: "Try", exact: true }).click();
    await page.getByText(/^Found in 1 of \d+ failed logs/).waitFor();
    const line = page.getByRole("link", { name: "ninja: build stopped: subcommand failed." });
    expect(await line.getAttribute("href")).toBe(`${logUrl(failed_id)}#L${failing + 4}`);

    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Ninja stopped");
    await page.getByRole("textbox", { name: "API token" }).fill("wrong");
    await page.getByRole("button", { name: "Save the rule" }).click();
    await page.getByRole("alert").filter({ hasText: /./ }).first().waitFor();
    await page.getByRole("textbox", { name: "API token" }).fill(hud.secrets.api_token);
    await page.getByRole("button", { name: "Save the rule" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByRole("link", { name: "Ninja stopped" }).waitFor();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(hud.secrets.api_token);
    await page.getByRole("button", { name: /Look at the last 14 days/ }).click();
    await page.getByText(/1 now say something else/).waitFor();
  }));

test("failed logs are searched, and similar failures are counted by day", () =>
  withPage(async (page) => {
    await page.goto(`/logs?repo=${repo}&q=THRUST`);
    await page.getByText("2 lines in 1 log").waitFor();
    expect(await page.locator("mark").first().textContent()).toBe("thrust");
    await page.getByRole("link", { name: `Line ${failing} of the log` }).click();
    await page.waitForURL(`**/job/${failed_id}#L${failing}`);
    await onScreen(page, failing);

    const capture = await until("a capture", async () => {
      const [job] = await client.query<{ failure_captures: string[] }>("log_job", { repo, job_id: failed_id });
      return job?.failure_captures.join(" ");
    });
    await page.goto(`/failure?repo=${repo}&capture=${encodeURIComponent(capture)}`);
    await page.getByRole("img", { name: /Failures by day: 1 the same and 0 similar/ }).waitFor();
  }));

test.each([
  ["light", 1600],
  ["dark", 390],
] as const)(
  "the pages about logs can be used by anybody: %s, %d",
  (colorScheme, width) =>
    withPage(
      async (page) => {
        const pages = [
          [`${logUrl(failed_id)}?compare=1&q=error#L${failing}`, "Only here 6"],
          [`/rules?repo=${repo}`, "Try a pattern"],
          [`/logs?repo=${repo}&q=thrust`, "2 lines in 1 log"],
          [`/logs?repo=${repo}&q=of_a_long_branch`, "1 line in 1 log"],
          [`/failure?repo=${repo}&capture=subcommand`, "Similar failures"],
        ] as const;
        for (const [path, words] of pages) {
          await page.goto(path);
          await page.getByText(words).first().waitFor();
          expect([path, ...(await violations(page))]).toEqual([path]);
          const wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
          expect([path, wider]).toEqual([path, 0]);
        }
      },
      { colorScheme, viewport: { width, height: 844 } },
    ),
  60_000,
);
