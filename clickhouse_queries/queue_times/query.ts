/** How long jobs wait for a runner. */
import { Days, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const queueTimes = {
  name: "queue_times",
  description: "How long jobs waited for a runner: by day, or by the labels that they asked for.",
  params: z.strictObject({ repo: Repo, days: Days.default(7), by: z.enum(["day", "labels"]).default("day") }),
  row: z.object({
    /** Empty when asked by labels. */
    day: z.string(),
    /** The labels, sorted, with spaces between; empty when asked by day. */
    runner: z.string(),
    jobs: z.int(),
    p50_seconds: z.number(),
    p90_seconds: z.number(),
    max_seconds: z.int(),
  }),
} satisfies SavedQuery;
