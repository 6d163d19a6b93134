/** Runs that failed before they had a job. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { conclusions } from "lib/model/conclusion";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const EmptyRunRow = z.object({
  id: z.int(),
  run_attempt: z.int(),
  head_sha: z.string(),
  workflow_name: z.string(),
  conclusion: z.enum(conclusions),
  html_url: z.string().nullable(),
  event: z.string(),
  head_repo: z.string().nullable(),
});
export type EmptyRunRow = z.infer<typeof EmptyRunRow>;

export const hudEmptyRuns = {
  name: "hud_empty_runs",
  description: "Runs of the given commits that ended badly without any job, such as startup failures.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: EmptyRunRow,
} satisfies SavedQuery;
