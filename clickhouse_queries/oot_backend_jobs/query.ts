/** One out-of-tree backend's jobs for some pull requests and commits: the cells of its dashboard. */
import { JobPart, PullOrAll, RepoOrAll } from "clickhouse_queries/oot_parameters";
import { OotRow } from "clickhouse_queries/oot_rows";
import { CommitSha, Days, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootBackendJobs = {
  name: "oot_backend_jobs",
  description:
    "The jobs of one out-of-tree backend (repo: its own) for some pull requests (prs) and for some commits of none (shas), newest first; of each job the newest twenty.",
  params: z.strictObject({
    repo: Repo,
    days: Days.default(7),
    upstream: RepoOrAll,
    job: JobPart,
    prs: z.array(PullOrAll).max(1_000).default([]),
    shas: z
      .array(z.union([CommitSha, z.literal("")]))
      .max(1_000)
      .default([]),
  }),
  row: OotRow,
} satisfies SavedQuery;
