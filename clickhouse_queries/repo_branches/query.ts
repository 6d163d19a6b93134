/** Which branches each repository has. */
import { PartOfText } from "clickhouse_queries/parameters";
import { RepoName } from "lib/model/fields";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const repoBranches = {
  name: "repo_branches",
  description:
    "The branches of one repository or of all: the default branch first, then the most recently active; of those that are searched for, what begins with the text first.",
  params: z.strictObject({
    repo: z.union([RepoName, z.literal("")]).default(""),
    search: PartOfText,
    limit: count({ min: 1, max: 10_000 }).default(100),
  }),
  row: z.object({
    repo: z.string(),
    name: z.string(),
    last_heard_at: RowMoment,
    is_default: z.preprocess(Boolean, z.boolean()),
  }),
} satisfies SavedQuery;
