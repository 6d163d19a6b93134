/** The page of a log in a browser: how soon its failing line is there, whether the page stays free, how it scrolls and searches. */
import type { Page } from "playwright-core";
import { gzipSync } from "node:zlib";
import { above, below, type Benchmark, type Figure, percentile } from "bench/measure";
import { startBenchHud } from "bench/running_hud";
import { launchBrowser } from "test/kit/browser";
import { ciLog } from "test/kit/ci_log";
import { Traffic } from "test/kit/ci_traffic";
import { Chance, HudClient } from "test/kit/hud_client";

const repo = "bench/logs";

export const logViewer: Benchmark = {
  name: "log_viewer",
  method:
    "The page of a log of 1M lines (about 120 MB, gzip over the wire) in headless Chromium without a GPU, 1600 × 900, everything on this machine, 3 times after a warm-up: from the navigation until the failing line can be read on the screen, until it has its colours, until a line of the middle to which the address points can be read (another visit), and until the whole log has been looked through and is searched at once; frames are counted while each frame scrolls on by 400 px for 3 s; a search ends when all hits are counted",
  async run({ quick, say }) {
    const hud = await startBenchHud();
    const browser = await launchBrowser();
    try {
      const lines = quick ? 20_000 : 1_000_000;
      const { job_id, line } = await sendLog(hud, lines);
      say(`a log of ${lines.toLocaleString("en")} lines is there`);
      const context = await browser.newContext({ baseURL: hud.url, viewport: { width: 1600, height: 900 } });
      // tsx names functions by a helper of its own, also those that are sent to the browser.
      await context.addInitScript("globalThis.__name = (named) => named");
      await context.addInitScript(() => {
        const tasks: number[] = [];
        Object.assign(globalThis, { long_tasks: tasks });
        new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
          type: "longtask",
        });
      });
      const page = await context.newPage();
      const opened: Opened[] = [];
      for (let round = 0; round < (quick ? 1 : 4); round++) {
        const sample = await open(page, job_id, line);
        if (round > 0 || quick) opened.push(sample);
      }
      const median = (of: keyof Opened) =>
        percentile(
          opened.map((sample) => sample[of]),
          0.5,
        );
      const size = `${lines.toLocaleString("en")} lines`;
      return [
        below(`navigation → failing line readable, ${size}`, median("readable"), "ms", 1_000),
        { what: `navigation → failing line in its colours, ${size}`, value: median("colored"), unit: "ms" },
        { what: `navigation → line of a link readable, ${size}`, value: median("linked"), unit: "ms" },
        { what: `navigation → whole log searchable, ${size}`, value: median("searchable"), unit: "ms" },
        below(`longest task of the page while it opens, ${size}`, median("longest_task"), "ms", 150),
        ...(await scrolling(page, size)),
        ...(await searching(page, size)),
      ];
    } finally {
      await browser.close();
      await hud.stop();
    }
  },
};

/** A commit with its CI, and the log of one of its failed jobs. */
async function sendLog(
  hud: Awaited<ReturnType<typeof startBenchHud>>,
  lines: number,
): Promise<{ job_id: number; line: number }> {
  const traffic = new Traffic(repo, new Chance(4), Date.now() - 86_400_000);
  traffic.push([{ message: "A change" }, { message: "Another" }]);
  const { secrets } = hud;
  const client = new HudClient({ url: hud.url, secrets });
  for (const delivery of traffic.deliveries) await client.deliver(delivery);
  const failed = traffic.rows.flatMap(({ cells }) => [...cells.values()]).find((cell) => cell.conclusion === "failure");
  if (!failed) throw new Error("No job has failed");
  const { text, failing_line_num } = ciLog({ lines, fails: true, run: 1 });
  const answer = await client.send(`/api/log/${repo}/${failed.id}`, {
    method: "PUT",
    headers: {
      Authorization: `Bearer ${secrets.api_token}`,
      "Content-Type": "text/plain",
      "Content-Encoding": "gzip",
    },
    body: gzipSync(text, { level: 6 }),
    timeout_seconds: 300,
  });
  if (answer.status !== 200) throw new Error(`The log was not taken: ${answer.text}`);
  return { job_id: failed.id, line: failing_line_num };
}

/** Milliseconds since the navigation, but for the task. */
interface Opened {
  readable: number;
  colored: number;
  linked: number;
  searchable: number;
  longest_task: number;
}

async function open(page: Page, job_id: number, line: number): Promise<Opened> {
  const row = (number: number) => page.locator(`[data-row="${number - 1}"]`);
  const middle = Math.round(line / 2);
  await page.goto("about:blank");
  const link_began = performance.now();
  await page.goto(`/${repo}/job/${job_id}#L${middle}`, { waitUntil: "commit" });
  await onScreen(page, middle);
  const linked = performance.now() - link_began;

  await page.goto("about:blank");
  const began = performance.now();
  const since = (): number => performance.now() - began;
  await page.goto(`/${repo}/job/${job_id}`, { waitUntil: "commit" });
  const [readable, colored, searchable] = await Promise.all([
    onScreen(page, line).then(since),
    // A look is an element of its own.
    row(line).locator("[data-text] span").first().waitFor({ timeout: 120_000 }).then(since),
    // When the whole log has been looked through, the failures are counted.
    page.getByText("2 failures").waitFor({ timeout: 120_000 }).then(since),
  ]);
  const longest_task = await page.evaluate("Math.max(0, ...globalThis.long_tasks)");
  return { readable, colored, linked, searchable, longest_task: Number(longest_task) };
}

/** Resolves when the line has text, in the part of the pane that is seen. */
async function onScreen(page: Page, number: number): Promise<void> {
  await page.waitForFunction(
    (at) => {
      const row = document.querySelector(`[data-row="${at}"]`);
      const pane = row?.closest("[role=region]")?.getBoundingClientRect();
      const box = row?.getBoundingClientRect();
      if (!row || !pane || !box || !row.querySelector("[data-text]")?.textContent) return false;
      return box.top >= pane.top && box.bottom <= pane.bottom && box.height > 0;
    },
    number - 1,
    { timeout: 120_000 },
  );
}

async function scrolling(page: Page, size: string): Promise<Figure[]> {
  const rate = await page.evaluate(async () => {
    const pane = document.querySelector("[role=region][aria-label=Log]");
    if (!pane) throw new Error("There is no log");
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const began = await frame();
    let now = began;
    let frames = 0;
    while (now - began < 3_000) {
      pane.scrollTop -= 400;
      now = await frame();
      frames++;
    }
    return (frames * 1000) / (now - began);
  });
  return [above(`frames while scrolling, ${size}`, rate, "frames/s", 55)];
}

async function searching(page: Page, size: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [what, text, regex] of [
    ["text", "warning:", false],
    ["pattern", "valve_\\d+3\\.cpp:\\d+", true],
  ] as const) {
    const box = page.getByRole("textbox", { name: "Search this log" });
    await box.fill("");
    if (regex) await page.getByRole("button", { name: "Regular expression" }).click();
    const began = performance.now();
    await box.fill(text);
    await page.locator("[role=status]", { hasText: /\d lines(?!.*\+)/ }).waitFor({ timeout: 120_000 });
    figures.push(below(`search for a ${what}, all counted, ${size}`, performance.now() - began, "ms", 2_000));
  }
  return figures;
}
