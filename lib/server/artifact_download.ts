/** Gives an artifact out: as a file to be saved, never as something of ours to be shown; whole or a range of it. */
import { artifactKeyAt, expiresAt } from "lib/archive/artifacts";
import { attachment } from "lib/archive/attachment";
import { ApiError, unavailable } from "lib/server/api_error";
import { wantedRange } from "lib/server/byte_range";
import { answeredUnchanged, rangeOf } from "lib/server/conditional";
import type { Services } from "lib/server/services";
import type { NextApiRequest, NextApiResponse } from "next";
import { pipeline } from "node:stream/promises";

/** Long enough to begin a download; one that has begun goes on. */
const redirect_seconds = 300;
const missing = (): ApiError => new ApiError(404, "There is no such artifact");

/** @throws ApiError 404, 410, 416, 503 */
export async function giveArtifact(
  request: NextApiRequest,
  response: NextApiResponse,
  { archive, config, metrics }: Services,
  place: { repo: string; workflow_id: number; run_attempt: number; path: readonly string[] },
): Promise<void> {
  const key = artifactKeyAt(place, place.path);
  const filename = place.path.at(-1);
  if (key === null || filename === undefined) throw missing();
  const away = (error: unknown): never => {
    throw unavailable("archive", error);
  };
  const entry = await archive.stat(key).catch(away);
  if (!entry) throw missing();
  const expires_at = expiresAt(entry.modified_at, config.artifacts.days);
  if (expires_at !== null && Date.parse(expires_at) <= Date.now()) throw new ApiError(410, "The artifact has expired");

  if (request.method !== "HEAD") {
    const url = await archive.downloadUrl(key, { filename, seconds: redirect_seconds }).catch(away);
    if (url !== null) {
      response.writeHead(302, { Location: url, "Cache-Control": "private, no-store" }).end();
      return;
    }
  }
  const { bytes, modified_at } = entry;
  const etag = `"${bytes.toString(36)}-${Date.parse(modified_at).toString(36)}"`;
  response.setHeader("Content-Type", "application/octet-stream");
  response.setHeader("Content-Disposition", attachment(filename));
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Cache-Control", "private, no-cache, no-transform");
  response.setHeader("Accept-Ranges", "bytes");
  response.setHeader("Last-Modified", new Date(modified_at).toUTCString());
  if (answeredUnchanged(request, response, etag)) return;
  const wanted = wantedRange(rangeOf(request, etag), bytes);
  if (wanted === "unsatisfiable") {
    throw new ApiError(416, "The artifact is shorter than that", { "Content-Range": `bytes */${bytes}` });
  }
  const { from, to } = wanted ?? { from: 0, to: bytes - 1 };
  if (wanted !== null) {
    response.status(206);
    response.setHeader("Content-Range", `bytes ${from}-${to}/${bytes}`);
  }
  response.setHeader("Content-Length", to - from + 1);
  if (request.method === "HEAD" || bytes === 0) {
    response.end();
    return;
  }
  const found = await archive.open(key, { from, to }).catch(away);
  if (!found) throw missing();
  if (found.bytes !== bytes) {
    found.body.destroy();
    throw unavailable("archive", new Error("The artifact was replaced just now"));
  }
  metrics.artifact_bytes.inc({ direction: "out" }, to - from + 1);
  try {
    await pipeline(found.body, response);
  } catch (error) {
    if (!response.closed && !response.destroyed) throw error; // Otherwise whoever asked has gone.
  }
}
