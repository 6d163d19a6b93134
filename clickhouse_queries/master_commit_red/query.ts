/** How often trunk is red. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const masterCommitRed = {
  name: "master_commit_red",
  description:
    "By day: red, green and pending commits of a branch that had any job; the default branch when none is named.",
  params: z.strictObject({ repo: Repo, branch: BranchOrAll, days: Days.default(7) }),
  row: z.object({ day: z.iso.date(), red: z.int(), green: z.int(), pending: z.int(), total: z.int() }),
} satisfies SavedQuery;
