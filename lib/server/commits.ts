/** Commits by their hashes, each with its pull request. */
import { type CommitFactRow, commitQuery } from "clickhouse_queries/commit_query/query";
import type { CommitRow } from "clickhouse_queries/hud_commits/query";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";

/** Those that were heard of, by hash; their pull requests as in hud_commits. */
export async function askCommits(services: Services, repo: string, shas: string[]): Promise<Map<string, CommitRow>> {
  const rows = await ask(services, commitQuery, { repo, shas });
  const merged = numbersOf(rows, "merged");
  const heads = numbersOf(rows, "head");
  const commits = new Map<string, CommitRow>();
  for (const { told_by, time, pull_number, ...row } of rows) {
    if (told_by !== "commit" || time === null) continue;
    const number = merged.get(row.sha) ?? pull_number ?? heads.get(row.sha) ?? null;
    commits.set(row.sha, { ...row, time, pull_number: number });
  }
  return commits;
}

/** The newest pull request of each commit, of those who tell so. */
function numbersOf(rows: readonly CommitFactRow[], told_by: CommitFactRow["told_by"]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const row of rows) {
    if (row.told_by !== told_by || row.pull_number === null) continue;
    numbers.set(row.sha, Math.max(numbers.get(row.sha) ?? 0, row.pull_number));
  }
  return numbers;
}
