/** How often jobs fail. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import { providers } from "lib/model/provider";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const reliability = {
  name: "reliability",
  description: "Failure rate (0 to 1) of each job, least reliable first.",
  params: z.strictObject({ repo: Repo, branch: BranchOrAll, days: Days.default(7) }),
  row: z.object({
    workflow_name: z.string(),
    job_name: z.string(),
    /** Which CI system ran it. */
    provider: z.enum(providers),
    total: z.int(),
    failures: z.int(),
    failure_rate: z.number(),
  }),
} satisfies SavedQuery;
