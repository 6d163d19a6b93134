/** What people say of failures, counted. */
import { LogDays, RepoOrAny } from "clickhouse_queries/log_parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const annotationCounts = {
  name: "annotation_counts",
  description: "How many failures people said are what, by their newest words, within some days and within 14.",
  params: z.strictObject({ repo: RepoOrAny, days: LogDays }),
  row: z.object({
    annotation: z.string(),
    failures_14d: z.int(),
    failures: z.int(),
    commits: z.int(),
    last_said: RowMoment,
  }),
} satisfies SavedQuery;
