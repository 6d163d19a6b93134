/** Keeps a taken entry of the pending logs ours while it is worked on, so that after a crash it is due again soon. */
import type { PendingLog, PendingLogs } from "lib/store/pending_logs";
import type { Logger } from "pino";
import { pause } from "workers/pace";

export interface Holding {
  pending: PendingLogs;
  /** How long the entry was taken for, and is each time it is renewed. */
  lease_ms: number;
  log: Logger;
}

/** Several times in a lease: the table may be away for a while. */
const renewals = 4;

/**
 * Does the work and renews the lease until that ends.
 * @returns what the work did, and the entry as it was last ours: to be put back or finished, by which one learns whether it
 * was made due anew or removed meanwhile
 * @throws what the work throws
 */
export async function holdEntry<Result>(
  taken: PendingLog,
  { pending, lease_ms, log }: Holding,
  work: () => Promise<Result>,
): Promise<{ held: PendingLog; result: Result }> {
  let held = taken;
  const ended = new AbortController();
  const renew = async (): Promise<void> => {
    for (;;) {
      await pause(lease_ms / renewals, ended.signal);
      if (ended.signal.aborted) return;
      try {
        const renewed = await pending.take(held, new Date(Date.now() + lease_ms).toISOString());
        if (!renewed) return;
        held = renewed;
      } catch (error) {
        log.debug({ err: error, key: taken.dynamoKey }, "a pending log's lease cannot be renewed");
      }
    }
  };
  const renewing = renew();
  let result: Result;
  try {
    result = await work();
  } finally {
    ended.abort();
    await renewing; // One that is under way still changes what is held.
  }
  return { held, result };
}
