/** Pages that somebody stays on, or comes back to: they keep up with what is pushed, and one's place on them is kept. */
import type { Browser, Page } from "playwright-core";
import { gzipSync } from "node:zlib";
import { launchBrowser, visit, type Visit } from "test/kit/browser";
import { ciLog } from "test/kit/ci_log";
import * as make from "test/kit/deliveries";
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { HudClient, until } from "test/kit/hud_client";

const { repo, sha, at } = make;
const failures = 12;
const job_id = 400;
const log = ciLog({ lines: 300, fails: true, run: 1 });
/** Far below what a page is read again after by itself. */
const told_s_max = 20;

let hud: TestHud;
let client: HudClient;
let browser: Browser;

beforeAll(async () => {
  hud = await startHud();
  client = new HudClient(hud);
  browser = await launchBrowser();
  await client.deliver(make.push(0));
  await push({ number: 8, head: "first", from: repo }, 1);
  for (let number = 1; number <= failures; number++) {
    const id = job_id + number;
    const name = `job ${String(number).padStart(2, "0")}`;
    const ended = { status: "completed", conclusion: "failure", started_at: at(10), completed_at: at(60) };
    await client.deliver(make.job({ id, run_id: 40, name, head_sha: sha("first"), head_branch: "topic", ...ended }));
  }
  await client.send(`/api/log/${repo}/${job_id + failures}`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${hud.secrets.api_token}`, "Content-Encoding": "gzip" },
    body: gzipSync(log.text),
  });
  await until("the failing line is known", async () =>
    (await client.send(`/api/${repo}/pull/8`)).text.includes(`"failureLineNum":${log.failing_line_num}`),
  );
}, start_ms_max);

afterAll(async () => {
  await browser.close();
  await stopHuds();
}, 30_000);

const withPage = (look: (page: Page) => Promise<void>, options: Visit = {}): Promise<void> =>
  visit(browser, hud.url, look, options);

interface Push {
  number: number;
  head: string;
  /** Whose branch it is. */
  from: string;
}

const push = ({ number, head, from }: Push, second: number) =>
  client.deliver(
    make.pull(
      { number, head: { ref: "topic", sha: sha(head), repo: { full_name: from } }, updated_at: at(second) },
      second === 1 ? "opened" : "synchronize",
    ),
  );

test.each([
  ["of ours, by the push", repo, 9],
  // Nothing but the pull request and what runs tells of its branch.
  ["of a fork, by what runs then", "ann/widgets", 10],
])(
  "an open page of a pull request %s follows its heads; one with a chosen head stays there, and knows of the new one",
  (_, from, number) =>
    withPage(async (page) => {
      const [old, pushed] = [`${number} old`, `${number} pushed at ${Date.now()}`];
      await push({ number, from, head: old }, 1);
      await until("the pull request", async () => (await client.send(`/api/${repo}/pull/${number}`)).status === 200);
      const other = await page.context().newPage();
      await page.goto(`/${repo}/pull/${number}`);
      await other.goto(`/${repo}/pull/${number}?sha=${sha(old)}`);
      const head = (of: Page) => of.getByRole("combobox", { name: "Head" });
      for (const one of [page, other]) {
        await one.getByRole("status", { name: "Updates: live" }).waitFor();
        expect(await head(one).inputValue()).toBe(sha(old));
      }
      await push({ number, from, head: pushed }, 600);
      if (from !== repo) {
        await client.deliver(make.job({ id: 5_000 + number, head_sha: sha(pushed), head_branch: "topic" }));
      }
      await until("the new head", async () => (await head(page).inputValue()) === sha(pushed), { seconds: told_s_max });
      await other.getByText("Not the newest head").waitFor({ timeout: told_s_max * 1_000 });
      expect(await head(other).inputValue()).toBe(sha(old));
    }),
);

test.each([1280, 390])(
  "Back from a log leads to where one was on the page, and to as long a list, %d px wide",
  (width) =>
    withPage(
      async (page) => {
        await page.goto(`/${repo}/commit/${sha("first")}`);
        const verdict = page.getByRole("region", { name: "Verdict" });
        await verdict.getByRole("button", { name: `Show all ${failures} failures` }).click();
        await page.waitForURL(/failures=all/);
        const line = verdict.getByRole("link", { name: `Line ${log.failing_line_num}` });
        await line.scrollIntoViewIfNeeded();
        const before = await page.evaluate("scrollY");
        expect(before).toBeGreaterThan(100);
        for (const reloaded of [false, true]) {
          await line.click();
          await page.waitForURL(`**/job/${job_id + failures}#L${log.failing_line_num}`);
          await page.locator(`[data-row="${log.failing_line_num - 1}"]`).waitFor();
          if (reloaded) await page.reload();
          await page.goBack();
          await line.waitFor();
          await until("the page stands where it stood", async () => (await page.evaluate("scrollY")) === before);
        }
        // Who goes on to a page that is new to them begins at its top.
        await page.evaluate("scrollTo(0, 0)");
        await page.getByRole("link", { name: "PR #8" }).click();
        await page.waitForURL("**/pull/8");
        expect(await page.evaluate("scrollY")).toBe(0);
      },
      { viewport: { width, height: 500 } },
    ),
);
