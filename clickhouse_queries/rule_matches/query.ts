/** What a pattern would find. */
import { Pattern, RepoOrAny } from "clickhouse_queries/log_parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ruleMatches = {
  name: "rule_matches",
  description: "What a pattern finds in the newest failed logs: for each log its last matching line, or none.",
  params: z.strictObject({
    pattern: Pattern,
    repo: RepoOrAny,
    limit: count({ min: 1, max: 1_000 }).default(200),
  }),
  row: z.object({
    repo: z.string(),
    job_id: z.int(),
    name: z.string(),
    line: z.string(),
    /** Null: the pattern matches nothing in this log. */
    line_num: z.int().nullable(),
    captures: z.array(z.string()),
  }),
} satisfies SavedQuery;
