/** A folder that a setting names: made if need be, and refused in a sentence where it cannot be used. */
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "lib/error_code";

/** The folder cannot be made, or not be written in; the message names the setting. */
export class FolderUnusable extends Error {
  override name = "FolderUnusable";
}

/** @param variable the setting that names it. @throws FolderUnusable */
export function requireFolder(variable: string, path: string): void {
  try {
    makeFolder(path);
    // Asking for permissions is not enough: a full disk has them, and so has root everywhere.
    const trial = join(path, `.trial-${process.pid}`);
    writeFileSync(trial, "can be written\n", { mode: 0o600 });
    rmSync(trial, { force: true });
  } catch (problem) {
    const reason = `got "${path}" (${codeOf(problem) ?? "unknown"})`;
    throw new FolderUnusable(`${variable} must be a folder that can be written in, ${reason}`, { cause: problem });
  }
}

/**
 * mkdir's own `recursive` never ends where making a folder in one that exists is answered with "no such file", as it is
 * below /proc: it would go on making the parent.
 */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    // Webhook secrets, logs and private repositories' records are in here.
    mkdirSync(path, { mode: 0o700 });
  } catch (problem) {
    // Somebody else may have been quicker.
    if (!(codeOf(problem) === "EEXIST" && statSync(path).isDirectory())) throw problem;
  }
}
