/** A headless Chromium for tests: the one in npm's @sparticuz/chromium on Linux x64, Playwright's own elsewhere. */
import { type Browser, type BrowserContextOptions, chromium, type LaunchOptions, type Page } from "playwright-core";

/*
 * A browser on a busy machine now and then misses its moment through no fault of ours. A test that only passes when it
 * is run again is printed with what failed first. At once, not after the others: a suite's tests share one HUD, and what
 * later ones send it an earlier one does not expect.
 */
// Benchmarks use this file too, without Jest.
if (typeof jest !== "undefined") jest.retryTimes(1, { logErrorsBeforeRetry: true, retryImmediately: true });

/** For what takes a second at most: a machine may be slow, and busy with other tests. */
const patience_ms = 60_000;

/** A test machine may have no network: Chromium must not keep trying to reach one. */
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--no-first-run",
];

export interface Visit extends BrowserContextOptions {
  /** What else the console may complain of. */
  allowed?: RegExp;
}

/** The browser tells of every failed request itself, also of one that is meant. */
const meant = /^Failed to load resource: the server responded with a status of (404|503)/;

/** A page of its own; what its console complains of, and what it throws, fails the test at the end. */
export async function visit(
  browser: Browser,
  baseURL: string,
  look: (page: Page) => Promise<void>,
  { allowed, ...options }: Visit = {},
): Promise<void> {
  const context = await browser.newContext({ baseURL, viewport: { width: 1600, height: 900 }, ...options });
  context.setDefaultTimeout(patience_ms);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (!["error", "warning"].includes(message.type()) || meant.test(text) || allowed?.test(text)) return;
    complaints.push(text);
  });
  try {
    await look(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Closed by the caller. Rejects with what to do when there is no browser to be had. */
export async function launchBrowser(): Promise<Browser> {
  try {
    return await chromium.launch(await launchOptions());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `No browser for the tests. On Linux x64 it comes with npm install; elsewhere run: npx playwright-core install chromium-headless-shell\n${reason}`,
      { cause: error },
    );
  }
}

/**
 * Not the package's own list, which is made for AWS Lambda: its single process dies with its first page, and it turns
 * off the web security that the tests are to see. Without a GPU, painting in software directly is the fastest.
 */
const packaged_flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"];

async function launchOptions(): Promise<LaunchOptions> {
  if (process.platform !== "linux" || process.arch !== "x64") return { headless: true, args: quiet };
  // Loaded only where it can run. It unpacks the browser, once, into the temporary folder.
  const { default: packaged } = await import("@sparticuz/chromium");
  return { headless: true, executablePath: await packaged.executablePath(), args: [...packaged_flags, ...quiet] };
}
