/** What one out-of-tree backend reported on: the rows of its dashboard. */
import { ConclusionOrAny, JobPart, PullOrAll, RepoOrAll, Scope } from "clickhouse_queries/oot_parameters";
import { Days, Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootBackendSubjects = {
  name: "oot_backend_subjects",
  description:
    "The pull requests, or the commits of pushes and nightly runs, that one out-of-tree backend (repo: its own) reported on within the last days, newest activity first; total counts all pages.",
  params: z.strictObject({
    repo: Repo,
    days: Days.default(7),
    scope: Scope,
    upstream: RepoOrAll,
    pr: PullOrAll,
    job: JobPart,
    conclusion: ConclusionOrAny,
    limit: count({ min: 1, max: 1_000 }).default(50),
    offset: count({ min: 0, max: 100_000_000 }).default(0),
  }),
  row: z.object({
    upstream_repo: z.string().nullable(),
    pr: z.int().nullable(),
    event_type: z.string(),
    head_sha: z.string().nullable(),
    last_heard_at: RowMoment,
    total: z.int(),
  }),
} satisfies SavedQuery;
export type OotSubjectRow = z.infer<typeof ootBackendSubjects.row>;
