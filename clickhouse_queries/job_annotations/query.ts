/** What was said of some jobs' failures. */
import { Repo } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const JobAnnotationRow = z.object({
  job_id: z.int(),
  annotation: z.string(),
  note: z.string().nullable(),
  by: z.string().nullable(),
  annotated_at: RowMoment,
  source: z.enum(["person", "hud"]),
});
export type JobAnnotationRow = z.infer<typeof JobAnnotationRow>;

export const jobAnnotations = {
  name: "job_annotations",
  description: "What people and the HUD said of the given jobs' failures.",
  params: z.strictObject({ repo: Repo, job_ids: z.array(z.int().nonnegative()).min(1).max(1_000) }),
  row: JobAnnotationRow,
} satisfies SavedQuery;
