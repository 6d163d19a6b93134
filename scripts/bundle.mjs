/**
 * The processes of `npm start`, each as a few files of plain JavaScript: loading them one by one from node_modules, and
 * translating our own from TypeScript, is most of what a start otherwise takes.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";

const entries = [
  "engines/hud.ts",
  "engines/web.ts",
  "engines/clickhouse/main.ts",
  "engines/dynamodb/main.ts",
  "workers/main.ts",
];

/** What brings native code, looks for files beside itself, or is as quick to load as it is. */
const external = ["chdb", "level", "next", "pino"];

/** How many versions are kept: a HUD that runs on one starts its fallen parts again from it. */
const kept = 12;

/**
 * A folder is never changed once it is there, so any number of HUDs may run and be started while the sources change.
 * @param folder where the versions are
 * @param version of the sources
 * @returns the version's folder, in which "engines/web.ts" is "engines/web.mjs"
 */
export async function bundled({ root, folder, version }) {
  const wanted = join(folder, version);
  if (!existsSync(wanted)) await bundle(root, wanted);
  const now = new Date();
  utimesSync(wanted, now, now);
  forgetOld(folder);
  return wanted;
}

async function bundle(root, wanted) {
  const { build, stop } = await import("esbuild"); // Not there before it is installed.
  const outdir = `${wanted}.${process.pid}`;
  try {
    await build({
      absWorkingDir: root,
      entryPoints: entries,
      outbase: root,
      outdir,
      bundle: true,
      splitting: true,
      platform: "node",
      target: "node20",
      format: "esm",
      outExtension: { ".js": ".mjs" },
      chunkNames: "chunks/[name]-[hash]",
      external,
      // Packages in the older module format ask for Node's own modules by require().
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      logLevel: "warning",
    });
    renameSync(outdir, wanted);
  } catch (problem) {
    rmSync(outdir, { recursive: true, force: true });
    if (!existsSync(wanted)) throw problem; // Another start may have been quicker.
  } finally {
    await stop(); // Its own process would stay as long as we do.
  }
}

function forgetOld(folder) {
  const versions = readdirSync(folder)
    .map((name) => join(folder, name))
    // One that another start was making is whole by now, and has its own name.
    .map((path) => ({ path, used_ms: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now() }))
    .sort((a, b) => b.used_ms - a.used_ms);
  for (const { path } of versions.slice(kept)) rmSync(path, { recursive: true, force: true });
}
