/** Which of the archive's raw deliveries a replay is about. */
import type { Archive, ArchiveEntry } from "lib/archive/archive";
import { parseRawDeliveryKey } from "lib/archive/raw_delivery";
import type { ReplayOptions } from "scripts/replay/options";

export interface Selected {
  key: string;
  event: string;
}

const day_ms = 86_400_000;

/** In key order; read page by page, so that an archive may be larger than memory. */
export async function* selectDeliveries(
  archive: Pick<Archive, "list">,
  { events, since, until }: Pick<ReplayOptions, "events" | "since" | "until">,
): AsyncIterable<Selected> {
  const prefixes = events.length === 0 ? ["raw/"] : events.map((event) => `raw/${event}/`);
  for (const prefix of prefixes) {
    for await (const entry of archive.list(prefix)) {
      const named = parseRawDeliveryKey(entry.key);
      if (named && receivedWithin(named.day, entry, since, until)) yield { key: entry.key, event: named.event };
    }
  }
}

/**
 * The key names the day on which a delivery was received, and the object's own time the moment. An object of another
 * day's time has been copied: then all of the named day is as good.
 */
function receivedWithin(day: string, { modified_at }: ArchiveEntry, since: number, until: number): boolean {
  if (modified_at.startsWith(day)) {
    const at = Date.parse(modified_at);
    return since <= at && at <= until;
  }
  const begins = Date.parse(`${day}T00:00:00Z`);
  return begins <= until && since < begins + day_ms;
}
