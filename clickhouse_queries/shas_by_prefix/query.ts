/** Commits by the beginning of their hash. */
import { Repo, ShaPrefix } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const shasByPrefix = {
  name: "shas_by_prefix",
  description: "The commits of a repository whose hash begins as given, at most six.",
  params: z.strictObject({ repo: Repo, prefix: ShaPrefix }),
  row: z.object({ sha: z.string() }),
} satisfies SavedQuery;
