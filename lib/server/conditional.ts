/**
 * Requests that depend on what the asker has already.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests
 */
import type { NextApiRequest, NextApiResponse } from "next";

type Asked = Pick<NextApiRequest, "headers">;

/**
 * Names the answer's version, and answers 304 when that is what the asker has.
 * @param etag with its quotes. A proxy that packs an answer makes it weak, which counts as the same.
 */
export function answeredUnchanged(request: Asked, response: NextApiResponse, etag: string): boolean {
  response.setHeader("ETag", etag);
  const known = (request.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (!known.includes(etag) && !known.includes("*")) return false;
  response.status(304).end();
  return true;
}

/** The Range header, unless it was meant for another version than this. */
export function rangeOf({ headers }: Asked, etag: string): string | undefined {
  const if_range = headers["if-range"];
  return if_range === undefined || if_range === etag ? headers.range : undefined;
}
