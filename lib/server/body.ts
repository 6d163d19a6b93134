/** Reading a request's body within bounds. */
import { ApiError } from "lib/server/api_error";
import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";

/** How long a sender may go on sending after our answer: one that is cut off while it writes never reads it. */
const discard_ms = 2_000;

/**
 * The body's bytes.
 * @throws ApiError 413 as soon as it is known that there are more than `bytes_max`; what follows is never kept.
 */
export async function readBody(request: IncomingMessage, { bytes_max }: { bytes_max: number }): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > bytes_max) throw tooLarge(bytes_max);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (): void => {
      request.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= bytes_max) {
        chunks.push(chunk);
        return;
      }
      stop();
      reject(tooLarge(bytes_max));
    };
    const onEnd = (): void => {
      stop();
      resolve(Buffer.concat(chunks, bytes));
    };
    const onError = (error: Error): void => {
      stop();
      reject(new ApiError(400, "The body ended before it was whole", {}, { cause: error }));
    };
    const onClose = (): void => onError(new Error("closed"));
    request.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
  });
}

function tooLarge(bytes_max: number): ApiError {
  return new ApiError(413, `The body is over ${bytes_max} bytes`);
}

/**
 * Answers while the body is still coming. The sender has the whole answer at once, and may go on writing into the void
 * for a moment; then we hang up.
 */
export function answerEarly(request: IncomingMessage, response: ServerResponse, json: string): void {
  response.setHeader("Content-Type", "application/json; charset=utf-8");
  response.setHeader("Content-Length", Buffer.byteLength(json));
  response.write(json);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
    if (!request.complete) request.destroy();
  };
  const timer = setTimeout(end, discard_ms);
  request.on("error", () => undefined);
  request.once("end", end).once("close", end).resume();
}

/** A body that is text: JSON is UTF-8, and what is not would come out changed. @throws ApiError 400 */
export function bodyText(body: Buffer): string {
  if (!isUtf8(body)) throw new ApiError(400, "The body is not UTF-8, as JSON must be");
  return body.toString("utf8");
}

/** @throws ApiError 400 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, "The body is not JSON");
  }
}

/** @throws ApiError 400 */
export function parseJsonObject(text: string): object {
  const value = parseJson(text);
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new ApiError(400, "The payload is not a JSON object");
  }
  return value;
}

/** A header's value. @throws ApiError 400 naming it, when it is missing or does not look as it should. */
export function requireHeader(request: IncomingMessage, name: string, pattern: RegExp): string {
  const value = request.headers[name.toLowerCase()];
  if (typeof value !== "string" || value === "") throw new ApiError(400, `${name}: this header is missing`);
  if (!pattern.test(value)) throw new ApiError(400, `${name}: this header does not look as it should`);
  return value;
}
