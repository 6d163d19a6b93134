/** A pull request's or commit's out-of-tree results, by backend: the worst first. Pure. */
import { groupBy } from "lib/model/group_by";
import { byName, jobLines, type OotJobLine } from "lib/model/oot";
import type { RegisteredBackend } from "lib/model/oot_allowlist";
import type { OotResult } from "lib/model/oot_answers";
import { compareTones, type Tone } from "lib/model/mark";

export interface BackendResults {
  repo: string;
  level: string | null;
  worst: Tone;
  /** Worst first. */
  lines: OotJobLine<OotResult>[];
}

/**
 * @param head only this commit's results; null: the newest of each job, whichever head it is of.
 */
export function backendResults(results: readonly OotResult[], head: string | null): BackendResults[] {
  const shown = results.filter(({ head_sha }) => head === null || head_sha === head);
  return [...groupBy(shown, ({ repo }) => repo)]
    .map(([repo, members]) => {
      const lines = jobLines(members);
      const newest = members.toSorted((a, b) => (a.last_heard_at < b.last_heard_at ? 1 : -1));
      return {
        repo,
        level: newest.find(({ downstream_repo_level }) => downstream_repo_level)?.downstream_repo_level ?? null,
        worst: lines[0]?.tone ?? ("none" as const),
        lines,
      };
    })
    .sort((a, b) => compareTones(a.worst, b.worst) || byName(a.repo, b.repo));
}

/** The level that callbacks tell wins; the allowlist fills the gap. */
export const withRegistered = (
  backends: readonly BackendResults[],
  registered: readonly RegisteredBackend[],
): BackendResults[] =>
  backends.map((backend) => ({
    ...backend,
    level: backend.level ?? registered.find(({ repo }) => repo === backend.repo)?.level ?? null,
  }));
