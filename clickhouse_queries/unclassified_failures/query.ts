/** Failures that no rule explains. */
import { FailureLimit, FailureRow, LogDays, RepoOrAny } from "clickhouse_queries/log_parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const unclassifiedFailures = {
  name: "unclassified_failures",
  description: "Failures with a log in which no rule found anything, newest first.",
  params: z.strictObject({ repo: RepoOrAny, days: LogDays, limit: FailureLimit }),
  row: FailureRow,
} satisfies SavedQuery;
