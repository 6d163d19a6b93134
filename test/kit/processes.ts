/**
 * The HUD's processes as `npm start` runs them, bundled: they are ready in a third of the processor time that loading
 * their TypeScript takes, and suites start dozens of them.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

export type ProcessEntry = "engines/clickhouse/main" | "engines/dynamodb/main" | "workers/main";

let folder: string | undefined;

/** The file that Node is to run. The first in a suite bundles what has changed since anybody last did. */
export function processFile(entry: ProcessEntry): string {
  // Jest cannot load the module itself, which is plain Node's; and a unit test needs no bundle.
  const ask = 'import { ensureBundled } from "./scripts/setup.mjs"; process.stdout.write(await ensureBundled());';
  folder ??= execFileSync(process.execPath, ["--input-type=module", "--eval", ask], { encoding: "utf8" });
  return join(folder, `${entry}.mjs`);
}
