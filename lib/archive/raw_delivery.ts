/** Raw webhook deliveries in the archive: the whole of what we were told, for replaying. */
import type { Archive } from "lib/archive/archive";
import { promisify } from "node:util";
import { gunzip, gzip, gzipSync } from "node:zlib";

export interface RawDelivery {
  event: string;
  delivery: string;
  /** The JSON payload, exactly as received. */
  payload: Uint8Array;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Compressing so little takes less time than handing it to another thread. */
const at_once_bytes_max = 32 * 1024;
const payload_bytes_max = 64 * 1024 * 1024;

/** Where a delivery lies: `raw/<event>/<yyyy>/<mm>/<dd>/<delivery id>.json.gz`, by the day it was received. */
export function rawDeliveryKey(event: string, delivery: string, received_at: Date): string {
  const [day = ""] = received_at.toISOString().split("T");
  return `raw/${event}/${day.replaceAll("-", "/")}/${delivery}.json.gz`;
}

export async function archiveRawDelivery(archive: Archive, raw: RawDelivery, received_at: Date): Promise<void> {
  // Level 1: a 9 KB delivery takes a third of the default level's time, for a tenth more bytes.
  const small = raw.payload.length <= at_once_bytes_max;
  const body = small ? gzipSync(raw.payload, { level: 1 }) : await compress(raw.payload, { level: 1 });
  await archive.put(rawDeliveryKey(raw.event, raw.delivery, received_at), body);
}

/** The event, day and delivery that a raw delivery's key names; null for another key. */
export function parseRawDeliveryKey(key: string): { event: string; day: string; delivery: string } | null {
  const match = /^raw\/([^/]+)\/(\d{4})\/(\d{2})\/(\d{2})\/([^/]+)\.json\.gz$/.exec(key);
  if (!match) return null;
  const [, event = "", year = "", month = "", date = "", delivery = ""] = match;
  return { event, day: `${year}-${month}-${date}`, delivery };
}

/** A raw delivery's payload as JSON text; null when there is none under the key. */
export async function readRawDelivery(archive: Pick<Archive, "get">, key: string): Promise<string | null> {
  const body = await archive.get(key);
  return body && (await decompress(body, { maxOutputLength: payload_bytes_max })).toString("utf8");
}
