/** What was said of a repository's failures, by their cells in the grid. */
import { Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const HudAnnotationRow = z.object({
  sha: z.string(),
  /** "<workflow> / <job>" */
  name: z.string(),
  annotation: z.string(),
  note: z.string().nullable(),
  by: z.string().nullable(),
  annotated_at: RowMoment,
});
export type HudAnnotationRow = z.infer<typeof HudAnnotationRow>;

export const hudAnnotations = {
  name: "hud_annotations",
  description: "What people and the HUD said of a repository's failures in the last days, by commit and column.",
  params: z.strictObject({ repo: Repo, days: count({ min: 1, max: 90 }).default(30) }),
  row: HudAnnotationRow,
} satisfies SavedQuery;
