/** Gives a job's log out: packed as it is stored to whoever takes gzip, otherwise unpacked; whole, a range, or lines. */
import type { ArchiveEntry } from "lib/archive/archive";
import { problemOf } from "lib/logs/fetch_log";
import { findJob } from "lib/logs/job_log";
import { openLog } from "lib/logs/keep";
import { logKey } from "lib/logs/log_key";
import { no_log_sentence } from "lib/model/log_finding";
import { takesGzip } from "lib/server/accept_encoding";
import { ApiError } from "lib/server/api_error";
import { wantedRange, type WantedRange } from "lib/server/byte_range";
import { answeredUnchanged, rangeOf } from "lib/server/conditional";
import { readLines, wantedLines } from "lib/server/log_lines";
import { within as waitFor } from "lib/server/patience";
import { optionalQueryText } from "lib/server/route";
import type { Services } from "lib/server/services";
import type { NextApiRequest, NextApiResponse } from "next";
import { pipeline } from "node:stream/promises";

const patience_seconds = 25;
const retry_later = { "Retry-After": "60" };
/** Anybody who can read may ask for a log: a crawler's thousand questions must not become a thousand of GitHub's. */
const fetches_max = 4;
const retry_soon = { "Retry-After": "5" };
let fetches = 0;

/** @throws ApiError 400, 404, 416, 503 */
export async function giveLog(
  request: NextApiRequest,
  response: NextApiResponse,
  services: Services,
  { repo, job_id }: { repo: string; job_id: number },
): Promise<void> {
  const { archive } = services;
  const lines = wantedLines(optionalQueryText(request, "lines"));
  const key = logKey(repo, job_id);
  const entry = (await archive.stat(key)) ?? (await fetchNow(services, repo, job_id));
  const version = `${entry.bytes.toString(36)}-${Date.parse(entry.modified_at).toString(36)}`;
  setHeaders(response, { modified_at: entry.modified_at, name: fileName(request, repo, job_id) });

  if (lines !== null) {
    if (answeredUnchanged(request, response, `"${version}-${lines.first}-${lines.last}"`)) return;
    const window = await readLines(openLog(archive, repo, job_id), lines);
    if (window.length === 0) throw new ApiError(416, "The log ends before these lines");
    response.setHeader("Accept-Ranges", "none");
    response.setHeader("Content-Length", window.length);
    response.end(request.method === "HEAD" ? undefined : window);
    return;
  }

  // Packed it has a name of its own: a range is of the log as it reads, and does not go on with what came packed.
  const range = rangeOf(request, `"${version}"`);
  const packed = range === undefined && takesGzip(request.headers["accept-encoding"]);
  if (answeredUnchanged(request, response, packed ? `"${version}-gzip"` : `"${version}"`)) return;
  if (packed) {
    response.setHeader("Content-Encoding", "gzip");
    response.setHeader("Content-Length", entry.bytes);
    const found = await archive.open(key);
    if (!found) throw new ApiError(404, no_log_sentence);
    await send(request, response, found.body);
    return;
  }
  const bytes = await unpackedBytes(archive, key, entry.bytes);
  const wanted = wantedRange(range, bytes);
  if (wanted === "unsatisfiable") {
    throw new ApiError(416, "The log is shorter than that", { "Content-Range": `bytes */${bytes}` });
  }
  if (wanted !== null) {
    response.status(206);
    response.setHeader("Content-Range", `bytes ${wanted.from}-${wanted.to}/${bytes}`);
  }
  response.setHeader("Content-Length", wanted === null ? bytes : wanted.to - wanted.from + 1);
  const log = openLog(archive, repo, job_id);
  await send(request, response, wanted === null ? log : within(log, wanted));
}

/** Fetches a log that nobody has asked for yet, such as a success's, while the asker waits. @throws ApiError 404, 503 */
async function fetchNow(services: Services, repo: string, job_id: number): Promise<ArchiveEntry> {
  const { log_fetcher, store, archive, pending_logs } = services;
  const missing = new ApiError(404, no_log_sentence);
  if (!log_fetcher) throw missing;
  const job = await findJob(store, repo, job_id);
  if (job?.status !== "completed" || job.conclusion === "skipped") throw missing;
  if (fetches >= fetches_max) throw new ApiError(503, "Other logs are being fetched; please try again", retry_soon);
  fetches++;
  const fetched = log_fetcher.fetch(repo, job_id);
  // Until it has really ended: who asked may have stopped waiting long before.
  void fetched.then(
    () => fetches--,
    () => fetches--,
  );
  try {
    await waitFor(patience_seconds, "log", fetched);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const problem = problemOf(error);
    if (problem === "missing" || problem === "gone") throw missing;
    if (problem === "no_access") throw new ApiError(404, `${no_log_sentence}: ${sentenceOf(error)}`);
    throw new ApiError(503, "GitHub does not give out this log right now; please try again", retry_later, {
      cause: error,
    });
  }
  // The workers tell the job's record of it.
  await pending_logs.add({ repo, job_id }, new Date().toISOString());
  const entry = await archive.stat(logKey(repo, job_id));
  if (!entry) throw missing;
  return entry;
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function setHeaders(
  response: NextApiResponse,
  { modified_at, name }: { modified_at: string; name: string | null },
): void {
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  // What is packed already is not packed again, and a range keeps its length.
  response.setHeader("Cache-Control", "private, no-cache, no-transform");
  // Whatever a log contains, a browser shows it as text and runs none of it.
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
  response.setHeader("Accept-Ranges", "bytes");
  response.setHeader("Vary", "Accept-Encoding");
  response.setHeader("Last-Modified", new Date(modified_at).toUTCString());
  if (name !== null) response.setHeader("Content-Disposition", `attachment; filename="${name}"`);
}

/** With ?download=1 the browser saves it. */
function fileName(request: NextApiRequest, repo: string, job_id: number): string | null {
  return request.query.download === "1" ? `${repo.replace("/", "-")}-${job_id}.log` : null;
}

/** Gzip's last four bytes; a log is far smaller than the 4 GiB from which they would lie. */
async function unpackedBytes(archive: Services["archive"], key: string, packed: number): Promise<number> {
  const end = await archive.open(key, { from: Math.max(0, packed - 4) });
  if (!end) throw new ApiError(404, no_log_sentence);
  const chunks: Buffer[] = [];
  for await (const chunk of end.body) chunks.push(Buffer.from(chunk));
  const last = Buffer.concat(chunks);
  return last.length === 4 ? last.readUInt32LE() : 0;
}

async function send(
  request: NextApiRequest,
  response: NextApiResponse,
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    // Ending the iteration closes what is open beneath it.
    await pipeline(request.method === "HEAD" ? none() : body, response);
  } catch (error) {
    // Who went away needs no answer.
    if (!response.destroyed || response.writableFinished) throw error;
  }
}

async function* none(): AsyncGenerator<Uint8Array, void> {
  // A HEAD's answer has no body.
}

/** The bytes of a range, reading no further than its end. */
async function* within(log: AsyncIterable<Uint8Array>, { from, to }: WantedRange): AsyncGenerator<Uint8Array, void> {
  let at = 0;
  for await (const chunk of log) {
    const begin = Math.max(0, from - at);
    const end = Math.min(chunk.length, to + 1 - at);
    if (begin < end) yield chunk.subarray(begin, end);
    at += chunk.length;
    if (at > to) return;
  }
}
