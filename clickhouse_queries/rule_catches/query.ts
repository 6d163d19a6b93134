/** What one rule caught. */
import { FailureLimit, FailureRow, FiredRule, LogDays, RepoOrAny } from "clickhouse_queries/log_parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ruleCatches = {
  name: "rule_catches",
  description: "The failures in which a rule found the line, newest first.",
  params: z.strictObject({ name: FiredRule, repo: RepoOrAny, days: LogDays, limit: FailureLimit }),
  row: FailureRow,
} satisfies SavedQuery;
