/** What the queries about failures' logs take, and the row that most of them give. */
import { conclusions } from "lib/model/conclusion";
import { RepoName } from "lib/model/fields";
import { rule_name_max, RulePattern } from "lib/model/failure_rule";
import { count, RowMoment } from "lib/model/saved_query";
import { z } from "zod";

/** Empty: of all repositories. */
export const RepoOrAny = z.union([RepoName, z.literal("")]).default("");
/** Logs' lines are kept for thirty days; what was found in them longer. */
export const LogDays = count({ min: 1, max: 90 }).default(14);
export const FailureLimit = count({ min: 1, max: 1_000 }).default(200);
export const FiredRule = z.string().min(1).max(rule_name_max);
export const Pattern = RulePattern;
export const Capture = z.string().min(1).max(2_000);

/** A failed job, and the line that says why. */
export const FailureRow = z.object({
  repo: z.string(),
  job_id: z.int(),
  run_id: z.int(),
  /** "<workflow> / <job>" */
  name: z.string(),
  head_sha: z.string(),
  head_branch: z.string().nullable(),
  conclusion: z.enum(conclusions).nullable(),
  completed_at: RowMoment,
  html_url: z.string().nullable(),
  line: z.string().nullable(),
  line_num: z.int().nullable(),
  captures: z.array(z.string()),
});
