/** Reads config/repos.yaml, or whichever file HUD_REPO_CONFIG names. */
import { readFileSync, statSync } from "node:fs";
import { parse } from "yaml";
import { RepoConfigFile } from "lib/model/repo_config";

/** The message is a whole sentence that names the file and what is wrong in it. */
export class RepoConfigError extends Error {
  override name = "RepoConfigError";
}

const bytes_max = 1_000_000;

/**
 * @param source.is_named somebody named the file, so that it must exist; the one that nobody named may be absent.
 * @throws RepoConfigError
 */
export function readRepoConfigFile({ path, is_named }: { path: string; is_named: boolean }): RepoConfigFile {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    if (is_named) throw new RepoConfigError(`HUD_REPO_CONFIG: there is no file ${path}`);
    return {};
  }
  if (size > bytes_max) throw new RepoConfigError(`HUD_REPO_CONFIG: ${path} is over ${bytes_max} bytes`);
  const read = RepoConfigFile.safeParse(document(path));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.map(String).join(" → ");
  const what = (issue?.code === "invalid_key" ? issue.issues[0]?.message : issue?.message) ?? "has a mistake";
  throw new RepoConfigError(`HUD_REPO_CONFIG: ${path}${where ? `, ${where}` : ""}: ${what}`);
}

function document(path: string): unknown {
  try {
    // An alias may name a huge tree many times over; the parser bounds it.
    return parse(readFileSync(path, "utf8"), { maxAliasCount: 100 });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new RepoConfigError(`HUD_REPO_CONFIG: ${path} cannot be read: ${why}`);
  }
}
