/** `node scripts/run.mjs <file.ts> [arguments…]`: runs one of the project's TypeScript commands, installing what is missing. */
import { ensureInstalled, finishWith, runAttached, setUp } from "./setup.mjs";

const [file, ...args] = process.argv.slice(2);

setUp();
finishWith(async () => {
  if (file === undefined) {
    console.error("Usage: node scripts/run.mjs <file.ts> [arguments…]");
    return 2;
  }
  await ensureInstalled();
  return runAttached(process.execPath, ["--import", "tsx", file, ...args]);
});
