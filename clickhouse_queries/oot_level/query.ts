/** How far the project relied on an out-of-tree backend when it reported on a commit. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootLevel = {
  name: "oot_level",
  description: "The level at which an out-of-tree backend reported on a commit (repo: the upstream's).",
  params: z.strictObject({ repo: Repo, sha: CommitSha, backend: Repo }),
  row: z.object({ level: z.string() }),
} satisfies SavedQuery;
