/** Failures like another, counted by day. */
import { Capture, LogDays } from "clickhouse_queries/log_parameters";
import { Repo } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const similarFailuresByDay = {
  name: "similar_failures_by_day",
  description: "How many failures a day have captures that are what is asked for, or much like it.",
  params: z.strictObject({ repo: Repo, capture: Capture, days: LogDays }),
  row: z.object({
    /** YYYY-MM-DD, UTC. */
    day: z.string(),
    exact: z.int(),
    similar: z.int(),
    commits: z.int(),
    first_seen: RowMoment,
    last_seen: RowMoment,
  }),
} satisfies SavedQuery;
