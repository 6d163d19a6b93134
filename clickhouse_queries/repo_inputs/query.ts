/** Which inputs a repository has records of, and how new they are. */
import { Repo } from "clickhouse_queries/parameters";
import { input_names } from "lib/model/setup";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const repoInputs = {
  name: "repo_inputs",
  description: "Which kinds of records a repository has of the last 30 days, and how new the newest is.",
  params: z.strictObject({ repo: Repo }),
  row: z.object({ input: z.enum(input_names), last_at: RowMoment, ended: z.int() }),
} satisfies SavedQuery;
