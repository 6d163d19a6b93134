/** How the log queue paces itself, and when it gives up. */
export const log_queue_defaults = {
  /** GitHub has a log some seconds after it tells of the job's end. */
  first_wait_ms: 3_000,
  /** Logs at work at once: each may be large. */
  at_once: 3,
  /** How long a taken entry is ours unless it is renewed, as it is while it is worked on: after a crash it waits so long. */
  lease_ms: 2 * 60_000,
  /** How often other processes' entries are looked for. */
  rescan_ms: 15_000,
  /** Entries known at a time; the others wait in the table. */
  known_max: 20_000,
  /** GitHub needs some seconds after a job has ended, now and then minutes: 10 s, 20 s, … 30 min. */
  backoff: { first_ms: 10_000, most_ms: 30 * 60_000 },
  /** What GitHub does not let us at is asked for again so rarely, and given up after so long. */
  barred_wait_ms: 60 * 60_000,
  barred_most_ms: 14 * 24 * 3_600_000,
  /** A log that was uploaded before its job's end is looked at again. */
  unended_ms: 15_000,
  /** After so many tries a log is parked: for the above, about two hours. */
  attempts_max: 12,
  /** While GitHub, or an engine, wants to be left alone. */
  rest_ms: 60_000,
  engine_rest_ms: 5_000,
  counts_interval_ms: 5_000,
};
export type LogQueueOptions = typeof log_queue_defaults;
