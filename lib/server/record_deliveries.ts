/** The write path that every ingest endpoint shares: archive first, then merge each record, then acknowledge. */
import { archiveRawDelivery, type RawDelivery } from "lib/archive/raw_delivery";
import type { Heard } from "lib/model/records/kind";
import { unavailable } from "lib/server/api_error";
import type { Services } from "lib/server/services";
import { ZodError } from "zod";

/** @throws ApiError 503 when the archive does not take it: then nothing was stored. */
export async function archiveDelivery({ archive }: Services, raw: RawDelivery): Promise<void> {
  try {
    await archiveRawDelivery(archive, raw, new Date());
  } catch (error) {
    throw unavailable("archive", error);
  }
}

/**
 * Merges every record. They are independent and merging is idempotent, so when one fails the sender may send all again.
 * @throws ApiError 503 when the store does not take one.
 */
export async function recordAll({ store }: Services, records: readonly Heard[]): Promise<void> {
  try {
    await Promise.all(records.map((record) => store.merge(record)));
  } catch (error) {
    // A stored item that this version cannot read is our own trouble, and trying again would not mend it.
    if (error instanceof ZodError) throw new Error("A stored record cannot be read", { cause: error });
    throw unavailable("store", error);
  }
}
