/** Removes stream records past their retention, a bounded batch at a time, and past streams once they are empty. */
import type { Committer } from "engines/dynamodb/committer";
import type { Database } from "engines/dynamodb/database";
import type { StreamLog } from "engines/dynamodb/stream_log";
import type { Tables } from "engines/dynamodb/tables";

interface TrimContext {
  db: Database;
  committer: Committer;
  tables: Tables;
  now: () => number;
}

const batch_records = 1000;
/** Enough for 300 records a second over a minute, several times over; what is left waits for the next pass. */
const max_batches_per_pass = 100;

/** One pass over all streams; answers how many batches it removed. Stops early when asked to. */
export async function trim(context: TrimContext, retention_ms: number, stopped: () => boolean): Promise<number> {
  const before = context.now() - retention_ms;
  let batches = 0;
  for (const stream of context.tables.streams()) {
    while (batches < max_batches_per_pass && !stopped()) {
      if (!(await trimBatch(context, stream, before))) break;
      batches++;
    }
    const { disabled_milliseconds, trimmed } = stream.definition;
    const over = disabled_milliseconds !== undefined && disabled_milliseconds < before;
    if (over && stream.isFinishedAt(trimmed) && !stopped()) await context.tables.forgetStream(stream);
  }
  return batches;
}

async function trimBatch({ db, committer, tables }: TrimContext, stream: StreamLog, before: number): Promise<boolean> {
  const expired = await stream.expired(before, batch_records);
  if (expired === null || !tables.streams().includes(stream)) return false;
  // The mark first, on disk: it keeps sequence numbers rising when every record is gone, and tells readers
  // that they missed something. LevelDB removes the keys by itself, no value comes into JavaScript.
  stream.markTrimmed(expired.sequence);
  await committer.submit([stream.definitionPut()]);
  await db.clear(expired.range);
  return true;
}
