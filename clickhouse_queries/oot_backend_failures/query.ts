/** What fails at one out-of-tree backend. */
import { JobPart, PullOrAll, RepoOrAll, Scope } from "clickhouse_queries/oot_parameters";
import { OotRow } from "clickhouse_queries/oot_rows";
import { Days, Repo } from "clickhouse_queries/parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootBackendFailures = {
  name: "oot_backend_failures",
  description:
    "The jobs of one out-of-tree backend (repo: its own) that failed within the last days and were not run again since, newest first.",
  params: z.strictObject({
    repo: Repo,
    days: Days.default(7),
    scope: Scope,
    upstream: RepoOrAll,
    pr: PullOrAll,
    job: JobPart,
    limit: count({ min: 1, max: 1_000 }).default(50),
  }),
  row: OotRow,
} satisfies SavedQuery;
