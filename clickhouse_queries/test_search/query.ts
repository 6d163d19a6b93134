/** Finding tests by a part of their name. */
import { Repo } from "clickhouse_queries/parameters";
import { Status, test_identity } from "clickhouse_queries/test_parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const testSearch = {
  name: "test_search",
  description:
    "Tests whose name, class name and file together contain every word asked for, whatever the case, the most recently seen first.",
  params: z.strictObject({
    repo: Repo,
    /** Words, separated by spaces; none finds all. */
    q: z.string().max(500).default(""),
    limit: count({ min: 1, max: 1_000 }).default(100),
    offset: count({ min: 0, max: 1_000_000 }).default(0),
  }),
  row: z.object({
    ...test_identity,
    first_seen: RowMoment,
    last_seen: RowMoment,
    last_status: Status,
    /** How many tests are found in all. */
    found: z.int(),
  }),
} satisfies SavedQuery;
