/** What becomes of a pending log after a try: done, or when it is tried again, and whether the try counts. */
import { ClickHouseError } from "@clickhouse/client";
import { problemOf, StillRefused } from "lib/logs/fetch_log";
import { LogMissing } from "lib/logs/keep";
import type { PendingLog } from "lib/store/pending_logs";
import { faultOf } from "lib/warehouse/insert_rows";
import { ZodError } from "zod";
import type { LogQueueOptions } from "workers/log_queue_options";
import { backoffDelay, isWorthLogging, jittered } from "workers/pace";

export type Outcome =
  | { done: true }
  | {
      done: false;
      problem: string;
      wait_ms: number;
      /** Against the number of tries. */
      counts: boolean;
      /** Our credentials do not reach the repository. */
      barred?: true;
    };

/** `rest_ms`: how long nothing is to be asked for; `is_news`: what to say in the log, if anything. */
type FetchOutcome = Outcome & { rest_ms?: number; is_news: string | null };

/** How long after a remembered refusal's end GitHub is asked again. */
const refusal_end_ms = 1_000;

/** After GitHub did not give a log. */
export function fetchOutcome(
  error: unknown,
  { attempts, barred, queued_at }: Pick<PendingLog, "attempts" | "barred" | "queued_at">,
  { backoff, rest_ms, barred_wait_ms }: Pick<LogQueueOptions, "backoff" | "rest_ms" | "barred_wait_ms">,
): FetchOutcome {
  const problem = sentenceOf(error);
  const later = { done: false, problem, wait_ms: backoffDelay(attempts + 1, backoff), counts: true } as const;
  switch (problemOf(error)) {
    case "gone":
      return { done: true, is_news: null };
    case "missing":
      return { ...later, is_news: null };
    case "no_access": {
      const refused = { ...later, counts: false, barred: true } as const;
      // Whoever made it due may have mended just that: GitHub is asked at least once since then.
      if (error instanceof StillRefused && error.since <= Date.parse(queued_at)) {
        return { ...refused, wait_ms: error.until - Date.now() + jittered(refusal_end_ms), is_news: null };
      }
      const is_news = barred ? null : "GitHub does not let us at a log; it will be asked again now and then";
      return { ...refused, wait_ms: jittered(barred_wait_ms), is_news };
    }
    case "rate_limited": {
      const is_news = isWorthLogging(attempts + 1) ? "GitHub wants to be left alone for a while" : null;
      return { ...later, wait_ms: rest_ms, counts: false, rest_ms, is_news };
    }
    case "other":
      return { ...later, is_news: "a log cannot be fetched and will be tried again" };
  }
}

/** An engine that is away is waited for, however long; what only this log has to do with must not be tried for ever. */
export function isOfThisLog(error: unknown): boolean {
  if (error instanceof ClickHouseError) return faultOf(error) !== "engine";
  if (error instanceof LogMissing || error instanceof ZodError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n", 1)[0] ?? "";
}
