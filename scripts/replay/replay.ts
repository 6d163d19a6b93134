/** Records the selected raw deliveries again, one failing without its neighbours. */
import type { Archive } from "lib/archive/archive";
import { readRawDelivery } from "lib/archive/raw_delivery";
import type { RecordStore } from "lib/store/record_store";
import { concurrently } from "scripts/concurrently";
import { explain } from "scripts/command";
import { Malformed, recordTold, StoreFailed, type Tally } from "scripts/record_told";
import type { ReplayOptions } from "scripts/replay/options";
import { type Selected, selectDeliveries } from "scripts/replay/select";
import { translatorOf } from "scripts/translators";

export interface Replaying {
  archive: Pick<Archive, "get" | "list">;
  /** Null for a dry run. */
  store: Pick<RecordStore, "merge"> | null;
  options: ReplayOptions;
  tally: Tally;
  signal: AbortSignal;
  /** Called after each delivery with how many have been looked at. */
  onProgress: (done: number) => void;
}

/** A store that refuses so many in a row refuses everything. */
const store_failures_in_a_row_max = 20;

/** @throws StoreFailed when the store seems to be away; the rest of what can go wrong is in the tally. */
export async function replay(replaying: Replaying): Promise<void> {
  const { archive, options, tally, signal, onProgress } = replaying;
  let done = 0;
  let store_failures = 0;
  await concurrently(selectDeliveries(archive, options), options.concurrency, async (selected) => {
    signal.throwIfAborted();
    try {
      const outcome = await replayOne(replaying, selected);
      if (outcome !== "elsewhere") tally.count(selected.event, outcome);
      store_failures = 0;
    } catch (error) {
      if (error instanceof StoreFailed && ++store_failures >= store_failures_in_a_row_max) throw error;
      tally.fail(selected.event, `${selected.key}: ${explain(error)}`);
    }
    onProgress(++done);
  });
}

async function replayOne({ archive, store, options }: Replaying, { key, event }: Selected) {
  const text = await readRawDelivery(archive, key);
  if (text === null) throw new Malformed("it is no longer there");
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    throw new Malformed("it is not JSON");
  }
  if (options.repo !== null) {
    if (repoOf(event, payload)?.toLowerCase() !== options.repo.toLowerCase()) return "elsewhere";
  }
  return recordTold(store, event, payload);
}

function repoOf(event: string, payload: unknown): string | null {
  try {
    return translatorOf(event).repo(payload);
  } catch {
    throw new Malformed("it does not say whose it is");
  }
}
