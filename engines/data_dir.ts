/** The data directory: at most one running HUD per directory, and a note for command-line tools about that one. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { identifyProcess, isRunning, process_identity, type ProcessIdentity } from "engines/process_identity";
import { requireFolder } from "engines/folder";
import { codeOf } from "lib/error_code";

/** What command-line tools need to join a running HUD; kept in `<data dir>/run.json` while it is ready. */
export const running_hud = z.object({
  pid: z.int().positive(),
  url: z.string(),
  /** A URL, or "aws". */
  dynamodb_endpoint: z.string(),
  clickhouse_url: z.string(),
  /** ISO 8601. */
  started_at: z.string(),
});
export type RunningHud = z.infer<typeof running_hud>;

/** Another HUD has the directory. */
export class DataDirInUse extends Error {
  override name = "DataDirInUse";
}

export interface DataDirLock {
  /** True when the HUD that had the directory before ended without a word (`kill -9`, power). */
  took_over: boolean;
  announce(hud: Omit<RunningHud, "pid">): void;
  release(): void;
}

const lockPath = (data_dir: string) => join(data_dir, "hud.lock");
const runPath = (data_dir: string) => join(data_dir, "run.json");
const max_attempts = 20;

/**
 * Takes the directory for this process, creating it if need be; throws DataDirInUse, naming who has it, or
 * FolderUnusable.
 *
 * The lock is a file with its owner's pid and start time, so one left behind is known as such at once and a pid used
 * again does not hold it. Two processes that cannot see each other (containers that share a volume) are not told
 * apart here: there, the engines' own file locks refuse the second.
 */
export async function lockDataDir(data_dir: string): Promise<DataDirLock> {
  requireDataDir(data_dir);
  const path = lockPath(data_dir);
  const own = JSON.stringify(identifyProcess(process.pid));
  let took_over = false;
  for (let attempt = 1; ; attempt++) {
    if (tryCreate(path, own)) break;
    const found = readText(path);
    const owner = parseJson(process_identity, found);
    // An owner writes its lock right after creating it: give it the moment.
    if (found !== null && owner === null && attempt < max_attempts) {
      await sleep(10);
      continue;
    }
    if (owner !== null && isRunning(owner)) throw inUse(data_dir, owner);
    if (attempt >= 2 * max_attempts) throw new DataDirInUse(`The lock ${path} could not be taken.`);
    if (found !== null) removeStale(path, found);
    took_over = true;
  }
  if (took_over) {
    // Of two that found the same stale lock, one may have removed the other's new one; see removeStale.
    await sleep(50);
    const owner = parseJson(process_identity, readText(path));
    if (owner?.pid !== process.pid) throw inUse(data_dir, owner);
    rmSync(runPath(data_dir), { force: true });
  }
  return {
    took_over,
    announce: (hud) => {
      writeWhole(runPath(data_dir), `${JSON.stringify({ pid: process.pid, ...hud }, null, 2)}\n`);
    },
    release: () => {
      rmSync(runPath(data_dir), { force: true });
      if (readText(path) === own) rmSync(path, { force: true });
    },
  };
}

/**
 * Makes the directory if need be. For whoever has much to do before the lock is taken: throws FolderUnusable, and
 * DataDirInUse while another HUD has it.
 */
export function requireDataDir(data_dir: string): void {
  requireFolder("HUD_DATA_DIR", data_dir);
  const owner = parseJson(process_identity, readText(lockPath(data_dir)));
  if (owner !== null && isRunning(owner)) throw inUse(data_dir, owner);
}

/** The HUD that runs on this directory and is ready, if there is one. */
export function findRunningHud(data_dir: string): RunningHud | null {
  const owner = parseJson(process_identity, readText(lockPath(data_dir)));
  const hud = parseJson(running_hud, readText(runPath(data_dir)));
  return owner !== null && hud?.pid === owner.pid && isRunning(owner) ? hud : null;
}

/** Writes so that a reader sees the old text or the new one, never half. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text, { mode, flush: true });
  renameSync(unfinished, path);
}

function inUse(data_dir: string, owner: ProcessIdentity | null): DataDirInUse {
  const who = owner === null ? "Another HUD" : `Another HUD (process ${owner.pid}${addressOf(data_dir)})`;
  return new DataDirInUse(
    `${who} is already running on ${data_dir}. Stop it first, or set HUD_DATA_DIR to another folder.`,
  );
}

const addressOf = (data_dir: string): string => {
  const hud = findRunningHud(data_dir);
  return hud === null ? "" : `, ${hud.url}`;
};

function tryCreate(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (problem) {
    if (codeOf(problem) === "EEXIST") return false;
    throw problem;
  }
}

/** Moves the lock aside, looks whether it is the stale one, and puts it back if it has meanwhile become another's. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // Another process removed it first.
  }
  const moved = readText(aside);
  if (moved !== null && moved !== stale) tryCreate(path, moved);
  rmSync(aside, { force: true });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function parseJson<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return schema.parse(JSON.parse(text ?? ""));
  } catch {
    return null;
  }
}
