/** Stores a log in the archive: masked, gzip, in bounded memory, and cut in the middle when it is larger than we keep. */
import type { Archive } from "lib/archive/archive";
import { logKey } from "lib/logs/log_key";
import { Masker } from "lib/logs/mask";
import { wholeLines } from "lib/logs/whole_lines";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

/**
 * A log of up to this many bytes is kept whole. Of a larger one the beginning is kept up to here, and the last
 * `log_tail_bytes`, where a failure is told; a line in between says how much is missing.
 */
export const log_bytes_max = 512 * 1024 * 1024;
export const log_tail_bytes = 8 * 1024 * 1024;

export interface KeptLog {
  /** Unpacked, as it was stored. */
  bytes: number;
  lines: number;
  /** How many bytes were left out. */
  left_out: number;
}

export interface KeepLimits {
  bytes_max: number;
  tail_bytes: number;
}

/** @throws whatever the source or the archive throws: then nothing is stored, and an older log of the job stays. */
export async function keepLog(
  archive: Archive,
  { repo, job_id }: { repo: string; job_id: number },
  source: AsyncIterable<Uint8Array>,
  limits: KeepLimits = { bytes_max: log_bytes_max, tail_bytes: log_tail_bytes },
): Promise<KeptLog> {
  const kept: KeptLog = { bytes: 0, lines: 0, left_out: 0 };
  const packed = createGzip({ level: 5 });
  // Both are waited for: whoever comes next must not meet a log that is still being written.
  const ends = await Promise.allSettled([
    pipeline(bounded(masked(source), limits, kept), packed),
    archive.putStream(logKey(repo, job_id), bytesOf(packed)),
  ]);
  const reasons: unknown[] = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  // Where the archive fails, the stream into it only tells that it was closed.
  if (reasons.length > 0) throw reasons.find((reason) => !isPrematureClose(reason)) ?? reasons[0];
  return kept;
}

/** Eight times Node's own: of a large log each chunk costs more than its bytes. */
const unpacked_chunk_bytes = 128 * 1024;

/** The stored log, unpacked; never more than a log may have, whoever stored it. @throws LogMissing */
export async function* openLog(archive: Archive, repo: string, job_id: number): AsyncGenerator<Uint8Array, void> {
  const found = await archive.open(logKey(repo, job_id));
  if (!found) throw new LogMissing(`${repo}/${job_id} has no log`);
  const unpacked = createGunzip({ chunkSize: unpacked_chunk_bytes });
  found.body.on("error", (error) => unpacked.destroy(error));
  found.body.pipe(unpacked);
  try {
    let bytes = 0;
    for await (const chunk of bytesOf(unpacked)) {
      yield chunk;
      bytes += chunk.byteLength;
      if (bytes > log_bytes_max + 2 * log_tail_bytes) return;
    }
  } finally {
    found.body.destroy();
    unpacked.destroy();
  }
}

/** There is no log in the archive under the job's key. */
export class LogMissing extends Error {
  override name = "LogMissing";
}

const isPrematureClose = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";

async function* masked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
  const masker = new Masker();
  for await (const piece of wholeLines(source, "latin1")) yield Buffer.from(masker.mask(piece), "latin1");
}

async function* bounded(
  pieces: AsyncIterable<Buffer>,
  { bytes_max, tail_bytes }: KeepLimits,
  kept: KeptLog,
): AsyncGenerator<Buffer, void> {
  const tail: Buffer[] = [];
  let tail_size = 0;
  const keep = (piece: Buffer): Buffer => {
    kept.bytes += piece.length;
    kept.lines += lineBreaks(piece);
    return piece;
  };
  let last: number | undefined;
  let is_full = false;
  for await (const piece of pieces) {
    last = piece.at(-1) ?? last;
    if (!is_full && kept.bytes + piece.length <= bytes_max) {
      yield keep(piece);
      continue;
    }
    is_full = true;
    tail.push(piece);
    tail_size += piece.length;
    while (tail.length > 1 && tail_size - (tail[0]?.length ?? 0) >= tail_bytes) {
      const dropped = tail.shift()?.length ?? 0;
      tail_size -= dropped;
      kept.left_out += dropped;
    }
  }
  if (kept.left_out > 0) yield keep(Buffer.from(`[${kept.left_out} bytes of this log are not kept here]\n`));
  for (const piece of tail) yield keep(piece);
  // A last line without a line break is a line all the same.
  if (last !== undefined && last !== 10) kept.lines++;
}

function lineBreaks(piece: Buffer): number {
  let count = 0;
  for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) count++;
  return count;
}

/** A stream's chunks as what they are: bytes. */
async function* bytesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new Error("Not a stream of bytes");
    yield chunk;
  }
}
