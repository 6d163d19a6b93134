/**
 * Artifacts in the archive: `artifacts/<owner>/<repo>/<workflow id>/<attempt>/<job id or "run">/<name>`. CI may write there
 * by itself; whatever it puts below an attempt is listed. What has expired leaves a mark: an empty object whose name says
 * what was there, so that a listing can.
 */
import { type Archive, type ArchiveEntry, checkKey } from "lib/archive/archive";

export interface ArtifactPlace {
  /** "owner/repo" */
  repo: string;
  workflow_id: number;
  run_attempt: number;
  /** Null: of the whole run. */
  job_id: number | null;
  name: string;
}

export interface KeptArtifact extends ArtifactPlace {
  /** What follows the attempt in its key. */
  path: string;
  bytes: number;
  created_at: string;
  /** It is there no more. */
  is_gone: boolean;
}

const root = "artifacts";
const mark_root = "expired/artifacts";
/** How long a mark is kept. */
const mark_days = 365;
const day_ms = 86_400_000;

/** @throws when the name is no path of plain names */
export function artifactKey({ repo, workflow_id, run_attempt, job_id, name }: ArtifactPlace): string {
  return checkKey(`${root}/${repo}/${workflow_id}/${run_attempt}/${job_id ?? "run"}/${name}`);
}

/** Whether the name can be part of a key. */
export function isArtifactName(name: string): boolean {
  try {
    checkKey(name);
    return name.length <= 500;
  } catch {
    return false;
  }
}

/** All of a run's, in the order of their keys; marks of what has expired after what is there. At most `entries_max`. */
export async function listArtifacts(
  archive: Archive,
  { repo, workflow_id }: { repo: string; workflow_id: number },
  entries_max: number,
): Promise<KeptArtifact[]> {
  const found: KeptArtifact[] = [];
  for (const [folder, read] of [
    [root, readEntry],
    [mark_root, readMark],
  ] as const) {
    for await (const entry of archive.list(`${folder}/${repo}/${workflow_id}/`)) {
      const artifact = read(entry);
      if (artifact) found.push(artifact);
      if (found.length >= entries_max) return found;
    }
  }
  return found;
}

function readEntry({ key, bytes, modified_at }: ArchiveEntry): KeptArtifact | null {
  const place = placeOf(key, root);
  return place && { ...place, bytes, created_at: modified_at, is_gone: false };
}

function readMark({ key }: ArchiveEntry): KeptArtifact | null {
  const [, artifact, bytes, created_ms] = /^(.+)=(\d{1,15})=(\d{1,15})$/.exec(key) ?? [];
  const place = artifact === undefined ? null : placeOf(artifact, mark_root);
  const created = new Date(Number(created_ms));
  if (!place || Number.isNaN(created.getTime())) return null;
  return { ...place, bytes: Number(bytes), created_at: created.toISOString(), is_gone: true };
}

function placeOf(key: string, folder: string): (ArtifactPlace & { path: string }) | null {
  const match = /^([^/]+\/[^/]+)\/(\d{1,15})\/(\d{1,9})\/(.+)$/.exec(key.slice(folder.length + 1));
  if (!match) return null;
  const [, repo = "", workflow_id, run_attempt, path = ""] = match;
  const [, owner, below] = /^(\d{1,15}|run)\/(.+)$/.exec(path) ?? [];
  return {
    ...{ repo, workflow_id: Number(workflow_id), run_attempt: Number(run_attempt), path, name: below ?? path },
    job_id: owner === undefined || owner === "run" ? null : Number(owner),
  };
}

/** The key of what an address names by its parts; null when no key can be that. */
export function artifactKeyAt(
  { repo, workflow_id, run_attempt }: Pick<ArtifactPlace, "repo" | "workflow_id" | "run_attempt">,
  path: readonly string[],
): string | null {
  // A name with a slash in it is none: it would be two.
  if (path.length === 0 || path.some((name) => name.includes("/") || !isArtifactName(name))) return null;
  try {
    return checkKey(`${root}/${repo}/${workflow_id}/${run_attempt}/${path.join("/")}`);
  } catch {
    return null;
  }
}

export function expiresAt(created_at: string, days: number | null): string | null {
  return days === null ? null : new Date(Date.parse(created_at) + days * day_ms).toISOString();
}

/**
 * Removes what is older than `days`, and leaves its marks; removes marks that are old themselves.
 * @returns how many artifacts were removed
 */
export async function sweepArtifacts(archive: Archive, days: number, now: Date, signal?: AbortSignal): Promise<number> {
  let removed = 0;
  for await (const { key, bytes, modified_at } of archive.list(`${root}/`)) {
    if (signal?.aborted) return removed;
    if (now.getTime() - Date.parse(modified_at) < days * day_ms) continue;
    const mark = `${mark_root}${key.slice(root.length)}=${bytes}=${Date.parse(modified_at)}`;
    // A name that is too long for a mark goes without one.
    await archive.put(mark, new Uint8Array()).catch(() => undefined);
    await archive.remove(key);
    removed++;
  }
  for await (const { key, modified_at } of archive.list(`${mark_root}/`)) {
    if (signal?.aborted) return removed;
    if (now.getTime() - Date.parse(modified_at) >= mark_days * day_ms) await archive.remove(key);
  }
  return removed;
}
