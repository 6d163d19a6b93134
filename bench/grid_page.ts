/** The grid's page in a browser: how soon its first cells are there, how smoothly it scrolls, and what it weighs. */
import { warehouseClient } from "lib/warehouse/client";
import type { GridPage } from "lib/model/grid_page";
import type { Page } from "playwright-core";
import { above, below, type Benchmark, type Figure, percentile } from "bench/measure";
import { startBenchHud } from "bench/running_hud";
import { fillWarehouse } from "bench/warehouse_rows";
import { launchBrowser } from "test/kit/browser";

const path = "/hud/bench/grid/main";
const cell = "[role=gridcell][aria-label='Success']";

export const gridPage: Benchmark = {
  name: "grid_page",
  method:
    "The grid's page in headless Chromium without a GPU, 1600 × 900, everything on this machine: 50 commits × 500 jobs from the warehouse after 3 warm-ups, and 100 × 5,000 from a made-up answer; frames are counted while each frame scrolls on by 40 px for 3 s; the filter is timed from the key to the frame that shows its columns",
  async run({ quick, say }) {
    const hud = await startBenchHud();
    const warehouse = warehouseClient({
      ...{ url: hud.clickhouse_url, username: "default", password: "", database: "default" },
    });
    const browser = await launchBrowser();
    try {
      await fillWarehouse(warehouse, { rows: quick ? 25_000 : 1_000_000, jobs_per_commit: 500 });
      const context = await browser.newContext({ baseURL: hud.url, viewport: { width: 1600, height: 900 } });
      // tsx names functions by a helper of its own, also those that are sent to the browser.
      await context.addInitScript("globalThis.__name = (named) => named");
      const page = await context.newPage();
      const loads: number[] = [];
      for (let index = 0; index < 8; index++) {
        const began = performance.now();
        await page.goto(path, { waitUntil: "commit" });
        await page.locator(cell).first().waitFor();
        if (index >= 3) loads.push(performance.now() - began);
      }
      say("50 × 500");
      const figures: Figure[] = [
        below("navigation → first cell, 50 × 500, p50", percentile(loads, 0.5), "ms", 700),
        below("first-load script, gzip", await scriptKilobytes(page), "kB", 180),
        ...(await scrolling(page, "50 × 500")),
        ...(await weight(page, "50 × 500")),
        below("filter typed → updated, 50 × 500", await filtering(page), "ms", 80),
      ];
      await page.route("**/api/grid/**", (route) => route.fulfill({ json: madeUp(100, 5_000) }));
      await page.goto(path);
      await page.locator(cell).first().waitFor();
      say("100 × 5,000");
      figures.push(
        ...(await scrolling(page, "100 × 5,000")),
        ...(await weight(page, "100 × 5,000")),
        below("filter typed → updated, 100 × 5,000", await filtering(page), "ms", 80),
      );
      return figures;
    } finally {
      await browser.close();
      await warehouse.close();
      await hud.stop();
    }
  },
};

function madeUp(commits: number, jobs: number): GridPage {
  const number = (index: number) => index.toString(16).padStart(40, "0");
  const letters = "OOOOOOOOOOOOOOOOOOXOOOOOSOOOOOOOO OOOOOFOOOOOOOOOO";
  return {
    commits: Array.from({ length: commits }, (_, index) => ({
      ...{ sha: number(index), time: "2026-01-01T00:00:00Z", commitTitle: `Change ${index}`, commitMessageBody: "" },
      ...{ author: "somebody", authorUrl: null, prNum: index, commitUrl: null },
    })),
    jobNames: Array.from(
      { length: jobs },
      (_, index) => `workflow ${Math.floor(index / 100)} / test (default, ${index % 100}, 100)`,
    ).sort(),
    providers: Array.from({ length: jobs }, () => "github" as const),
    hidden: { check: 0, oot: 0 },
    letters: Array.from({ length: commits }, (_, row) =>
      Array.from({ length: jobs }, (_, column) => letters[(row * 7 + column * 3) % letters.length]).join(""),
    ),
    more: false,
  };
}

async function scrolling(page: Page, size: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [direction, property] of [
    ["sideways", "scrollLeft"],
    ["down and up", "scrollTop"],
  ] as const) {
    const rate = await page.evaluate(async (property) => {
      const pane = document.querySelector("[role=region]");
      if (!pane) throw new Error("There is no grid");
      pane.scrollLeft = pane.scrollTop = 0;
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const began = await frame();
      let frames = 0;
      let now = began;
      let step = 40;
      while (now - began < 3_000) {
        const before = pane[property];
        pane[property] += step;
        if (pane[property] === before) step = -step;
        now = await frame();
        frames++;
      }
      return (frames * 1000) / (now - began);
    }, property);
    figures.push(above(`frames, ${direction}, ${size}`, rate, "frames/s", 55));
  }
  return figures;
}

async function weight(page: Page, size: string): Promise<Figure[]> {
  const elements = await page.evaluate(() => document.querySelectorAll("*").length);
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return [
    below(`elements, ${size}`, elements, "", 4_000),
    below(`heap after a collection, ${size}`, usedSize / 1e6, "MB", 60),
  ];
}

/** From the key press to the frame in which the number of columns has changed; the median of some. */
async function filtering(page: Page): Promise<number> {
  const samples: number[] = [];
  for (const text of ["1, ", "2, ", "3, ", "4, ", "5, "]) {
    samples.push(
      await page.evaluate(async (text) => {
        const grid = document.querySelector("[role=grid]");
        const box = document.querySelector<HTMLInputElement>("input[type=search]");
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
        if (!grid || !box || !set) throw new Error("There is no grid");
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const before = grid.getAttribute("aria-colcount");
        const began = performance.now();
        set.call(box, text);
        box.dispatchEvent(new Event("input", { bubbles: true }));
        while (grid.getAttribute("aria-colcount") === before) await frame();
        await frame();
        const took = performance.now() - began;
        set.call(box, "");
        box.dispatchEvent(new Event("input", { bubbles: true }));
        while (grid.getAttribute("aria-colcount") !== before) await frame();
        return took;
      }, text),
    );
  }
  return percentile(samples, 0.5);
}

async function scriptKilobytes(page: Page): Promise<number> {
  const bytes = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter((entry) => entry.name.endsWith(".js"))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  );
  return bytes / 1e3;
}
