/** Writes replies as ClickHouse's HTTP interface does. */
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import type { Answer } from "engines/clickhouse/execute";
import type { DatabaseFailure } from "engines/clickhouse/failure";
import type { QueryRequest } from "engines/clickhouse/request";

/** Below this, compression costs more than the bytes on the loopback device. */
const compressed_from_bytes = 1024;

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=UTF-8" }).end(text);
}

export function sendFailure(response: ServerResponse, query_id: string, failed: DatabaseFailure): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(failed.http_status, {
      "Content-Type": "text/plain; charset=UTF-8",
      "X-ClickHouse-Exception-Code": String(failed.code),
      "X-ClickHouse-Query-Id": query_id,
    })
    .end(failed.toBody());
}

export async function sendAnswer(response: ServerResponse, request: QueryRequest, answer: Answer): Promise<void> {
  const { content } = answer;
  const size = "bytes" in content ? content.bytes.length : content.size_bytes;
  const compressed = request.compresses_reply && size >= compressed_from_bytes;
  response.writeHead(200, {
    "Content-Type": contentType(answer.format),
    ...(compressed ? { "Content-Encoding": "gzip" } : { "Content-Length": String(size) }),
    "X-ClickHouse-Format": answer.format,
    "X-ClickHouse-Query-Id": request.query_id,
    "X-ClickHouse-Server-Display-Name": "embedded",
    "X-ClickHouse-Summary": JSON.stringify(answer.summary),
    "X-ClickHouse-Timezone": "UTC",
  });
  if ("bytes" in content && !compressed) {
    response.end(content.bytes);
    return;
  }
  const source = "bytes" in content ? Readable.from([content.bytes], { objectMode: false }) : content.stream;
  const sent = compressed
    ? pipeline(source, createGzip({ level: constants.Z_BEST_SPEED }), response)
    : pipeline(source, response);
  // Nothing is left to tell a client that went away, and a reply cut short fails at any other by its length.
  await sent.catch(() => response.destroy());
}

function contentType(format: string): string {
  if (/^JSON.*EachRow/.test(format)) return "application/x-ndjson; charset=UTF-8";
  if (format.startsWith("JSON")) return "application/json; charset=UTF-8";
  if (format.startsWith("CSV")) return "text/csv; charset=UTF-8";
  if (/^(TSV|TabSeparated)/.test(format)) return "text/tab-separated-values; charset=UTF-8";
  return /^(RowBinary|Native|Parquet|Arrow|ORC|Avro)/.test(format)
    ? "application/octet-stream"
    : "text/plain; charset=UTF-8";
}
