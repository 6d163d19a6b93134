/** A headless Chromium for tests: the one in npm's @sparticuz/chromium on Linux x64, Playwright's own elsewhere. */
import { type Browser, chromium, type LaunchOptions } from "playwright-core";

/** A test machine may have no network: Chromium must not keep trying to reach one. */
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-sync",
  "--no-first-run",
];

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
