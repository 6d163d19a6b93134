/** The stream loop's limits and intervals. */
export const stream_defaults = {
  /** A batch is given to its consumer at this many records … */
  batch_records_max: 500,
  /** … or this many bytes as DynamoDB counts them (a single larger record goes alone) … */
  batch_bytes_max: 2 * 1024 * 1024,
  /**
   * … or this long after the batch before it: at once after a quiet time. An insert costs ClickHouse the same for one
   * row as for fifty, so this is what keeps a busy HUD's machine free for its visitors …
   */
  batch_age_ms: 200,
  /** … or this long after one of so many records: what comes in such numbers goes in fewer and larger batches. */
  batch_age_busy_ms: 500,
  batch_busy_records: 30,
  /** Nothing more is read while this many batches' worth is waiting. */
  waiting_batches_max: 2,
  /** Responses of up to 1 MB that may be on their way at once. */
  reads_at_once: 8,
  /** DynamoDB Streams' own limit is 1,000. */
  read_records_max: 500,
  poll_busy_ms: 50,
  poll_idle_ms: 250,
  /** Shards split and are replaced every few hours: how often to look for new ones besides when one ends. */
  describe_interval_ms: 30_000,
  /** A table that is not there, or has no stream, is looked for this often. */
  find_table_interval_ms: 2_000,
  checkpoint_interval_ms: 1_000,
  heartbeat_busy_ms: 2_000,
  heartbeat_idle_ms: 10_000,
  /** How long `stop` waits for the batch at work. */
  stop_grace_ms: 5_000,
  backoff: { first_ms: 100, most_ms: 5_000 },
};
export type StreamOptions = typeof stream_defaults;
