/** Failures like another. */
import { Capture, FailureLimit, FailureRow, LogDays } from "clickhouse_queries/log_parameters";
import { Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const similarFailures = {
  name: "similar_failures",
  description: "Failures whose captures are what is asked for, or much like it, newest first.",
  params: z.strictObject({ repo: Repo, capture: Capture, days: LogDays, limit: FailureLimit }),
  row: FailureRow.extend({
    rule: z.string().nullable(),
    /** Otherwise it is like it but for numbers, or for a few words. */
    exact: z.preprocess(Boolean, z.boolean()),
  }),
} satisfies SavedQuery;
