/** `npm start` and `npm run dev`: the whole HUD in the foreground, from the environment to the exit code. */
import { join } from "node:path";
import { type Config, ConfigError, loadEnvFile, readConfig } from "lib/config";
import { readRepoConfigFile, RepoConfigError } from "lib/repo_config_file";
import { ChildFailed } from "engines/children";
import { consoleReport } from "engines/console_report";
import { DataDirInUse, requireDataDir } from "engines/data_dir";
import { FolderUnusable, requireFolder } from "engines/folder";
import { allowlistWarning } from "engines/allowlist_warning";
import { type Part, type Parts, startHud, StartRefused } from "engines/supervisor";

const hud_parts: Parts = {
  clickhouse: { file: "engines/clickhouse/main.ts", start_seconds: 60, stop_seconds: 3 },
  dynamodb: { file: "engines/dynamodb/main.ts", start_seconds: 60, stop_seconds: 3 },
  workers: { file: "workers/main.ts", start_seconds: 60, stop_seconds: 5.5 },
  // Far more heap than it needs: V8 lets garbage pile up in proportion to this limit, 430 MB by its own choice, 260 by ours.
  // An answer is some megabytes that live for a moment: with twice V8's room for such, it takes a fifth less processor.
  web: { file: "engines/web.ts", start_seconds: null, stop_seconds: 5.5, heap_mb: 1_024, young_mb: 32 },
  loadPrepare: async () => (await import("engines/prepare")).prepare,
};

function partsIn(bundle: string | undefined): Parts {
  if (bundle === undefined) return hud_parts;
  const bundled = (part: Part): Part => ({ ...part, file: join(bundle, part.file.replace(/\.ts$/, ".mjs")) });
  const { clickhouse, dynamodb, workers, web, loadPrepare } = hud_parts;
  return {
    ...{ clickhouse: bundled(clickhouse), dynamodb: bundled(dynamodb), workers: bundled(workers), web: bundled(web) },
    loadPrepare,
  };
}

/** A second Ctrl-C this long after the first means: now. Sooner, it is npm passing on the one we already have. */
const insist_after_seconds = 2;

/**
 * Runs until it is stopped by a signal (exit code 0) or cannot go on (1). Rejects only with what `build` throws, after
 * the settings were found right.
 */
export async function runHud(options: RunOptions): Promise<number> {
  const { dev, started_ms, bundle, build, parts = partsIn(bundle) } = options;
  const terminal = { out: process.stdout, err: process.stderr, is_interactive: process.stdout.isTTY };
  const report = consoleReport(terminal, started_ms);
  const refuse = (problem: unknown): number => {
    terminal.err.write(`${sentence(problem)}\n`);
    return 1;
  };
  let config: Config;
  try {
    config = checkedSettings();
  } catch (problem) {
    return refuse(problem);
  }
  await build?.();
  const { asked, insisted } = whenAskedToStop();
  try {
    const warning = allowlistWarning(config.oot_allowlist);
    if (warning !== null) report.warn(warning);
    const hud = await startHud(config, { parts, report, dev, env: process.env });
    // Settles with a failure only: a HUD that is ready runs until it is asked to stop.
    const failed = hud.ready.then(() => asked);
    await Promise.race([asked, failed]);
    terminal.out.write("\nStopping …\n");
    return await Promise.race([hud.stop().then(() => 0), insisted.then(() => 1)]);
  } catch (problem) {
    return refuse(problem);
  }
}

/** The settings, when all that they name can be used; otherwise throws what `sentence` knows. */
function checkedSettings(): Config {
  loadEnvFile();
  const config = readConfig(process.env);
  readRepoConfigFile(config.repo_config); // The web server reads it when it is needed: too late to refuse it.
  requireDataDir(config.data_dir);
  if (config.archive.kind === "folder") requireFolder("HUD_ARCHIVE", config.archive.path);
  return config;
}

/** `asked`: the first signal; `insisted`: one more, later than npm's own copy of the first. */
function whenAskedToStop(): { asked: Promise<void>; insisted: Promise<void> } {
  let onInsist: () => void = () => undefined;
  const insisted = new Promise<void>((resolve) => (onInsist = resolve));
  const asked = new Promise<void>((resolve) => {
    let asked_ms: number | null = null;
    const ask = () => {
      if (asked_ms !== null && Date.now() - asked_ms > insist_after_seconds * 1_000) onInsist();
      asked_ms ??= Date.now();
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, ask);
    whenOrphaned(resolve);
  });
  return { asked, insisted };
}

export interface RunOptions {
  dev: boolean;
  /** When the command was given, for "ready after". */
  started_ms: number;
  /** Where scripts/bundle.mjs has put the processes; without it they run from their sources. */
  bundle?: string;
  /** What is still to be made once the settings are known to be right. */
  build?: () => Promise<void>;
  parts?: Parts;
}

/**
 * npm runs scripts through a shell that may not pass signals on, and may itself be killed. Whoever started `npm start`
 * ends it by ending npm, so without that parent there is no reason to stay.
 */
function whenOrphaned(onOrphaned: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onOrphaned();
  }, 500);
  watch.unref();
}

/** Expected refusals are one sentence; anything else is a fault of ours, and comes with its stack. */
function sentence(problem: unknown): string {
  if (problem instanceof ConfigError)
    return `These settings need correction:\n  ${problem.message.replaceAll("\n", "\n  ")}`;
  const is_expected =
    problem instanceof DataDirInUse ||
    problem instanceof FolderUnusable ||
    problem instanceof StartRefused ||
    problem instanceof ChildFailed ||
    problem instanceof RepoConfigError;
  if (!(problem instanceof Error)) return String(problem);
  return is_expected ? problem.message : (problem.stack ?? problem.message);
}
