/** Relay callbacks for tests, short to write; and what the replicator would make of them. */
import type { ClickHouseClient } from "@clickhouse/client";
import { createHash } from "node:crypto";
import { recordFromRelay } from "lib/intake/relay/index";
import type { TableRow } from "lib/model/records/kind";
import { ootCallback, type OotCallbackOptions } from "scripts/demo/payloads/oot";
import { foldRecords } from "test/kit/fold";
import { insertAll } from "test/kit/warehouse";

type Made = ReturnType<typeof ootCallback>;
export type Callback = Omit<Made, "trusted"> & {
  trusted: Omit<Made["trusted"], "downstream_repo_level"> & { downstream_repo_level: string | null };
};

export interface CallbackOptions {
  backend?: string;
  level?: string | null;
  /** Null: the callback does not say. */
  upstream?: string | null;
  event?: string;
  pr?: number;
  /** Any word; its hash is a commit's. */
  head?: string;
  delivery?: string;
  job?: string;
  check?: number;
  attempt?: number;
  status?: OotCallbackOptions["status"];
  conclusion?: OotCallbackOptions["conclusion"];
  /** When it began; a minute later it has ended. */
  hours_ago?: number;
  more?: OotCallbackOptions;
}

export const sha = (word: string): string => createHash("sha1").update(word).digest("hex");
export const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

/** Whole seconds: one test's callbacks are of one time, however long it takes to write them. */
const started = (hours: number): number => Math.floor((Date.now() - hours * 3_600_000) / 1000) * 1000;

export function callback(options: CallbackOptions = {}): Callback {
  const {
    backend = "vendor/backend",
    upstream = "acme/up",
    pr,
    head = `${pr}`,
    hours_ago = 1,
    status = "completed",
  } = options;
  const event_type = options.event ?? (pr === undefined ? "push" : "pull_request");
  const started_at = started(hours_ago);
  const made = ootCallback({
    verified_repo: backend,
    event_type,
    delivery_id: options.delivery ?? "d",
    payload:
      upstream === null
        ? {}
        : {
            repository: { full_name: upstream },
            ...(pr === undefined ? { after: sha(head) } : { pull_request: { number: pr, head: { sha: sha(head) } } }),
          },
    status,
    conclusion: options.conclusion ?? "success",
    workflow: "ci",
    job_name: options.job ?? "test",
    check_run_id: options.check ?? 1,
    run_attempt: options.attempt ?? 1,
    started_at: new Date(started_at).toISOString(),
    completed_at: new Date(started_at + 60_000).toISOString(),
    queue_time: status === "in_progress" ? 12 : null,
    execution_time: status === "completed" ? 60 : null,
    ...options.more,
  });
  const { level = "L2" } = options;
  return { ...made, trusted: { ...made.trusted, downstream_repo_level: level } };
}

/** Every revision's rows, newest first, and some of them again: what at-least-once may do to us. */
export async function tellAll(client: ClickHouseClient, callbacks: readonly Callback[]): Promise<void> {
  const rows: TableRow[] = [];
  foldRecords(callbacks.map(recordFromRelay), ({ kind, record, revision }) =>
    rows.push(...kind.rows(record, revision)),
  );
  await insertAll(client, rows.toReversed());
  await insertAll(
    client,
    rows.filter((_, index) => index % 3 === 0),
  );
}
