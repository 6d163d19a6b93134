/** Similar failures as each job has them. Pure. */
import type { similarFailures } from "clickhouse_queries/similar_failures/query";
import type { RowOf } from "lib/model/saved_query";

export type SimilarFailure = RowOf<typeof similarFailures>;

export interface SimilarJob {
  name: string;
  failures: number;
  commits: number;
  first: SimilarFailure;
  last: SimilarFailure;
}

/** The most hurt first. @param failures newest first */
export function jobsOf(failures: readonly SimilarFailure[]): SimilarJob[] {
  const jobs = new Map<string, { job: SimilarJob; shas: Set<string> }>();
  for (const failure of failures) {
    const known = jobs.get(failure.name);
    if (!known) {
      const job = { name: failure.name, failures: 1, commits: 1, first: failure, last: failure };
      jobs.set(failure.name, { job, shas: new Set([failure.head_sha]) });
      continue;
    }
    known.shas.add(failure.head_sha);
    known.job.failures++;
    known.job.commits = known.shas.size;
    known.job.first = failure;
  }
  return [...jobs.values()].map(({ job }) => job).sort((a, b) => b.failures - a.failures || (a.name < b.name ? -1 : 1));
}
