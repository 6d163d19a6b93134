/** How every repository's default branch is doing. */
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const trunkHealth = {
  name: "trunk_health",
  description:
    "Of each repository's default branch: the newest commit with jobs, their counts, and the newest green commit.",
  params: z.strictObject({}),
  row: z.object({
    repo: z.string(),
    branch: z.string(),
    head_sha: z.string(),
    title: z.string(),
    time: RowMoment,
    success: z.int(),
    failure: z.int(),
    pending: z.int(),
    last_green_sha: z.string().nullable(),
  }),
} satisfies SavedQuery;
