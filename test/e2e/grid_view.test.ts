/** How the grid is looked at, in a real browser: what is hidden, what is marked, a cell's card, and what is passed on. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, visit } from "test/kit/browser";
import { ciLog, failing_line } from "test/kit/ci_log";
import * as make from "test/kit/deliveries";
import { start_ms_max, startHud } from "test/kit/hud";
import { HudClient, inParallel, until } from "test/kit/hud_client";
import { violations } from "test/kit/page_faults";

const { at, sha } = make;
const repo = "acme/views";
const repository = make.repository({ full_name: repo });
/** Newest first. */
const commits = ["nine", "eight", "seven", "six", "five", "four", "three", "two", "one"] as const;
/** A letter for each commit, newest first, as the grid shows it. */
const jobs = {
  "CI / band": "?XCNXSOOO",
  "CI / broken": "XOOOOOOOO",
  "CI / green": "OOOOOOOOO",
  "CI / past": "OOXOOOOOO",
  "CI / shaky": "OOOOOOOXO",
  "CI / skipped": "SSSSSSSSS",
  "Nightly / linux-a": "O   O   O",
  "Nightly / linux-b": "O   O   O",
} as const;
type Job = keyof typeof jobs;
const job_names = Object.keys(jobs) as Job[];
const conclusions = { O: "success", X: "failure", C: "cancelled", N: "neutral", S: "skipped", "?": null };
const config = `repos:
  ${repo}:
    groups:
      - { name: Mixed, pattern: "(green|shaky)$" }
    unstable: ["shaky$"]
`;
/** Of "CI / broken" on the newest commit. */
const broken_id = 901;
const broken_log = ciLog({ lines: 200, fails: true, run: 1 });

let url: string;
let browser: Browser;
const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "hud-views-"));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "repos.yaml"), config);
  const hud = await startHud({ env: { HUD_REPO_CONFIG: join(folder, "repos.yaml") } });
  endings.push(() => hud.stop());
  url = hud.url;
  const client = new HudClient(hud);
  await inParallel(deliveries(), 8, (delivery) => client.deliver(delivery));
  const headers = {
    Authorization: `Bearer ${hud.secrets.api_token}`,
    "Content-Type": "text/plain",
    "Content-Encoding": "gzip",
  };
  const body = gzipSync(broken_log.text);
  expect((await client.send(`/api/log/${repo}/${broken_id}`, { method: "PUT", headers, body })).status).toBe(200);
  browser = await launchBrowser();
  endings.push(() => browser.close());
  await until("every cell, and the failing line", async () => {
    const { letters } = await client.json<{ letters: string[] }>(`/api/grid/${repo}/main/0`);
    const [job] = await client.query<{ failure_line: string | null }>("log_job", { repo, job_id: broken_id });
    const expected = commits.map((_, row) => job_names.map((name) => jobs[name][row]).join(""));
    return job?.failure_line === failing_line && letters.join() === expected.join();
  });
}, start_ms_max);

afterAll(async () => {
  for (const end of endings.toReversed()) await end();
}, 30_000);

function deliveries(): make.Delivery[] {
  const oldest_first = commits.toReversed();
  const pushed = oldest_first.map((name, index) => make.commit(name, { timestamp: at(index * 600) }));
  const told = [make.push(9_000, { commits: pushed, head_commit: pushed.at(-1), after: sha("nine") })];
  for (const [row, name] of commits.entries()) {
    const [head_sha, run_id] = [sha(name), 100 + row];
    const run = { id: run_id, head_sha, head_repository: { full_name: repo }, status: "completed" };
    told.push(make.run({ ...run, conclusion: "failure" }));
    if (row === 0) told.push(make.run({ ...run, run_attempt: 2, conclusion: "failure" }));
    for (const [index, job] of job_names.entries()) {
      const letter = jobs[job][row] as keyof typeof conclusions | " ";
      if (letter === " ") continue;
      const is_broken = letter === "X" && job === "CI / broken";
      const [workflow_name, own_name] = job.split(" / ");
      const conclusion = conclusions[letter];
      const queued = is_broken ? 12 : 5;
      told.push(
        make.job({
          ...{ id: 1_000 + row * 10 + index, run_id, head_sha, workflow_name, name: own_name, conclusion },
          ...{ status: conclusion === null ? "in_progress" : "completed", runner_id: 7, runner_name: "runner-7" },
          ...{ created_at: at(0), started_at: at(queued) },
          completed_at: conclusion === null ? null : at(queued + (is_broken ? 200 : 60)),
          html_url: `https://github.com/${repo}/job/${row}`,
          ...(is_broken && { id: broken_id, run_attempt: 2 }),
        }),
      );
    }
  }
  return told.map(({ event, payload }) => ({
    event,
    payload: { ...payload, repository: { ...repository, ...(event === "push" && { pushed_at: make.epoch(9_000) }) } },
  }));
}

const rows = (page: Page) => page.locator("[role=row][data-sha]");
const header = (page: Page, name: string) => page.getByRole("columnheader", { name, exact: true });
const columns = async (page: Page) => Number(await page.getByRole("grid").getAttribute("aria-colcount")) - 1;
async function cell(page: Page, column: string, commit: (typeof commits)[number]) {
  const index = await header(page, column).getAttribute("aria-colindex");
  return page.locator(`[role=row][data-sha="${sha(commit)}"] [role=gridcell][aria-colindex="${index}"]`);
}
const shas = (page: Page) => rows(page).evaluateAll((all) => all.map((row) => row.getAttribute("data-sha")));
const edges = (page: Page) =>
  page.getByRole("rowheader").evaluateAll((all) => all.map((row) => getComputedStyle(row).borderLeftColor));
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

describe.each([
  [1600, "light"],
  [1600, "dark"],
  [390, "light"],
  [390, "dark"],
] as const)("%d px wide, %s", (width, colorScheme) => {
  const onGrid = (query: string, look: (page: Page) => Promise<void>) =>
    visit(
      browser,
      url,
      async (page) => {
        await page.goto(`/hud/${repo}/main${query}`);
        await rows(page).first().waitFor();
        await look(page);
      },
      { colorScheme, viewport: { width, height: 900 }, permissions: ["clipboard-read", "clipboard-write"] },
    );

  test("what is green or skipped is hidden, and rows are as dense as one likes", () =>
    onGrid("?group=none", async (page) => {
      const size = async () => (await rows(page).first().boundingBox())?.height ?? 0;
      const [all, tall] = [await columns(page), await size()];
      expect(all).toBe(job_names.length);
      await page.locator("summary", { hasText: "View" }).click();
      await page.getByLabel("Hide green").check();
      await header(page, "CI / green").waitFor({ state: "detached" });
      expect(await columns(page)).toBe(all - 3); // The nightly ones are green, too.
      await header(page, "CI / skipped").waitFor();
      await page.getByLabel("Hide skipped").check();
      await header(page, "CI / skipped").waitFor({ state: "detached" });
      expect(await columns(page)).toBe(all - 4);
      await page.getByLabel("Density").selectOption("compact");
      await until("the rows are lower", async () => (await size()) === tall - 6);
      await page.waitForURL(
        (address) => /hide=green%2Cskipped/.test(address.search) && /density=compact/.test(address.search),
      );
    }));

  test("only the commits whose edge is red are left, also where a group has an unstable job", () =>
    onGrid("", async (page) => {
      await header(page, "Mixed, 2 jobs").waitFor();
      const unstable = await cell(page, "Mixed, 2 jobs", "two");
      expect(await unstable.getAttribute("aria-label")).toBe("Failure, of an unstable job");
      const before = await edges(page);
      const red = before[0];
      expect(before[commits.indexOf("two")]).not.toBe(red);
      await page.getByLabel("Failing").check();
      await page.getByText(/^4 of 9 commits/).waitFor();
      expect(await shas(page)).toEqual(["nine", "eight", "seven", "five"].map(sha));
      expect(await edges(page)).toEqual([red, red, red, red]);
      expect(before.filter((edge) => edge === red)).toHaveLength(4);
    }));

  test("by keyboard, a group unfolds and folds where one is, and Escape closes a list without leaving its box", () =>
    onGrid("", async (page) => {
      const at = () =>
        page.evaluate(() => {
          const { dataset, ariaExpanded } = document.activeElement as HTMLElement;
          return [dataset["group"], ariaExpanded];
        });
      await header(page, "Mixed, 2 jobs").getByRole("button").focus();
      await page.keyboard.press("Enter");
      await header(page, "CI / shaky, unstable").waitFor();
      expect(await at()).toEqual(["Mixed", "true"]);
      await page.keyboard.press("Enter");
      await header(page, "Mixed, 2 jobs").waitFor();
      expect(await at()).toEqual(["Mixed", "false"]);

      const box = page.getByRole("combobox", { name: "Branch" });
      await box.focus();
      const list = page.getByRole("listbox", { name: "Branch" });
      await list.waitFor();
      await page.keyboard.press("Escape");
      await list.waitFor({ state: "detached" });
      expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
      await page.keyboard.press("ArrowDown");
      await list.waitFor();
    }));

  test("a regular expression filters the jobs, and Escape leads back to the grid", () =>
    onGrid("?group=none", async (page) => {
      const box = page.getByRole("searchbox", { name: "Filter jobs by name" });
      await box.fill("/^nightly .*-B$/i");
      await page.getByText(/^9 commits × 1 of 8 jobs$/).waitFor();
      await header(page, "Nightly / linux-b").waitFor();
      expect(await columns(page)).toBe(1);
      await box.fill("/^nightly/");
      await page.getByText("No job is left by the filter and what is hidden.").waitFor();
      await box.press("Escape");
      await page.getByText(/^9 commits × 8 jobs$/).waitFor();
      const active = () => page.evaluate(() => document.activeElement?.getAttribute("aria-colindex"));
      expect(await active()).toBe("2");
      await page.keyboard.press("ArrowRight");
      expect(await active()).toBe("3");
    }));

  test("failures without a success between them are one band down to the first bad commit", () =>
    onGrid("?group=none", async (page) => {
      const look = async (column: Job, commit: (typeof commits)[number]) => {
        const found = await cell(page, column, commit);
        const label = await found.getAttribute("aria-label");
        const style = await found.evaluate((element) => {
          const { borderBottomStyle, borderLeftStyle, boxShadow } = getComputedStyle(element);
          return {
            foot: borderBottomStyle === "double",
            through: borderLeftStyle === "solid",
            joined: boxShadow !== "none",
          };
        });
        return { label, ...style };
      };
      const plain = { foot: false, through: false, joined: false };
      expect(await look("CI / band", "nine")).toEqual({ ...plain, label: "In progress" });
      expect(await look("CI / band", "eight")).toEqual({ ...plain, label: "Failure", joined: true });
      expect(await look("CI / band", "seven")).toEqual({ ...plain, label: "Cancelled", through: true });
      expect(await look("CI / band", "six")).toEqual({ ...plain, label: "Neutral", through: true });
      const first_bad = { ...plain, label: "Failure, first bad commit", foot: true };
      expect(await look("CI / band", "five")).toEqual({ ...first_bad, joined: true });
      expect(await look("CI / band", "four")).toEqual({ ...plain, label: "Skipped" });
      expect(await look("CI / broken", "nine")).toEqual(first_bad);
      expect(await look("CI / past", "seven")).toEqual({ ...plain, label: "Failure" });
    }));

  test("a card has its facts, which can be copied; the arrows take it along", () =>
    onGrid("?group=none", async (page) => {
      await (await cell(page, "CI / broken", "nine")).click();
      const card = page.getByRole("dialog", { name: "CI / broken" });
      const facts = "attempt 2 · push · took 3m 20s (usually 1m 00s) · queued 12s (usually 5s) · runner-7";
      await card.getByText(facts).waitFor();
      await card.getByText(failing_line).first().waitFor();
      await card.getByText(/^Failed 1 of the last 9 times on trunk/).waitFor();
      const line = broken_log.failing_line_num;
      const log = card.getByRole("link", { name: `Log, line ${line}` });
      expect(await log.getAttribute("href")).toBe(`/${repo}/job/${broken_id}#L${line}`);
      expect(await violations(page)).toEqual([]);
      await card.getByRole("button", { name: "Copy these facts" }).click();
      await card.getByText("Copied").waitFor();
      const copied = (await clipboard(page)).split("\n");
      expect(copied.slice(0, 3)).toEqual(["CI / broken", "Failure, first bad commit", `${sha("nine")} Change nine`]);
      expect(copied).toEqual(expect.arrayContaining([facts, `line ${line}: ${failing_line}`]));
      expect(copied.some((text) => /^.+ caught: .+/.test(text))).toBe(true);
      expect(copied.slice(-2)).toEqual([
        `https://github.com/${repo}/job/0`,
        `${url.replace("//localhost", "//127.0.0.1")}/${repo}/job/${broken_id}#L${line}`,
      ]);
      await card.focus();
      await page.keyboard.press("ArrowRight");
      await page.getByRole("dialog", { name: "CI / green" }).waitFor();
    }));

  test("a commit's link is copied from its row, by y or from a card, and leads to it", () =>
    onGrid("?group=none&failing=1", async (page) => {
      const link = (commit: (typeof commits)[number]) => `${url}/hud/${repo}/main#${sha(commit)}`;
      const says = (commit: (typeof commits)[number]) =>
        page
          .getByRole("status")
          .filter({ hasText: `The link to ${sha(commit).slice(0, 7)} is copied` })
          .waitFor();
      const button = page.getByRole("button", { name: `Copy the link to commit ${sha("seven").slice(0, 7)}` });
      expect(await button.evaluate((element) => getComputedStyle(element).opacity)).toBe("0");
      await page.getByRole("rowheader").filter({ has: button }).hover();
      await page.waitForFunction(
        (element) => element !== null && getComputedStyle(element).opacity === "1",
        await button.elementHandle(),
      );
      await button.click();
      await says("seven");
      expect(await clipboard(page)).toBe(link("seven"));
      await page.keyboard.press("j");
      await page.keyboard.press("y");
      await says("five");
      expect(await clipboard(page)).toBe(link("five"));
      await (await cell(page, "CI / band", "eight")).click();
      await page.getByRole("button", { name: "Copy the link to this commit" }).click();
      await says("eight");
      await page.goto(await clipboard(page));
      await page.locator(`[data-sha="${sha("eight")}"][class*=highlighted]`).waitFor();
    }));
});
