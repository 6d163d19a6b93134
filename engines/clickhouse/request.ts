/** Reads ClickHouse's HTTP interface: what the address, the headers and the body of a request ask for. */
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { failure, tooLarge } from "engines/clickhouse/failure";

export interface QueryRequest {
  query_id: string;
  /** The part of the query that is in the address; the body continues it, or is its data. */
  query: string;
  database: string;
  default_format: string;
  settings: Map<string, string>;
  params: Map<string, string>;
  /** The client accepts a compressed reply and has asked for one. */
  compresses_reply: boolean;
}

/**
 * Names of the HTTP interface that are no settings. Sessions are not kept between requests: `session_id` is accepted,
 * and every request starts from the defaults. Whoever reaches the loopback address is trusted, so are its credentials.
 * https://clickhouse.com/docs/interfaces/http
 */
const ignored_names = new Set([
  "buffer_size",
  "client_protocol_version",
  "password",
  "quota_key",
  "role",
  "session_check",
  "session_id",
  "session_timeout",
  "stacktrace",
  "user",
  "wait_end_of_query", // Always so: a reply begins only once the result is complete.
]);
const plain_name = /^\w{1,200}$/;

/** @throws DatabaseFailure for a name that cannot be a setting or parameter. */
export function parseQueryRequest(
  method: string,
  search: URLSearchParams,
  header: (name: string) => string | undefined,
  new_id: () => string,
): QueryRequest {
  const request: QueryRequest = {
    query_id: header("x-clickhouse-query-id") ?? "",
    query: "",
    database: header("x-clickhouse-database") ?? "default",
    default_format: header("x-clickhouse-format") ?? "TabSeparated",
    settings: new Map(),
    params: new Map(),
    compresses_reply: false,
  };
  for (const [name, value] of search) addField(request, name, value);
  request.query_id ||= new_id();
  request.compresses_reply =
    isOn(request.settings.get("enable_http_compression")) && /\bgzip\b/.test(header("accept-encoding") ?? "");
  // As the server does: a GET can be provoked by a link, so it never writes.
  if (method === "GET" && !request.settings.has("readonly")) request.settings.set("readonly", "2");
  if (!plain_name.test(request.default_format)) {
    throw failure("BAD_REQUEST_PARAMETER", `Bad format name '${request.default_format}'.`);
  }
  return request;
}

/** One field, from the address or from a multipart body. */
export function addField(request: QueryRequest, name: string, value: string): void {
  if (name === "query") request.query += value;
  else if (name === "query_id") request.query_id = headerSafe(value);
  else if (name === "database") request.database = value || "default";
  else if (name === "default_format") request.default_format = value;
  else if (name === "compress" || name === "decompress") {
    if (isOn(value))
      throw failure("NOT_IMPLEMENTED", `${name}=1 (ClickHouse's own block compression) is not supported.`);
  } else if (name.startsWith("param_")) {
    const param = name.slice("param_".length);
    if (!plain_name.test(param)) throw failure("BAD_REQUEST_PARAMETER", `Bad query parameter name '${param}'.`);
    // SQL text ends at a NUL; the escaped form that parameters have says the same in two harmless characters.
    request.params.set(param, value.replaceAll("\0", "\\0"));
  } else if (!ignored_names.has(name)) {
    if (!plain_name.test(name)) throw failure("UNKNOWN_SETTING", `Unknown setting '${name}'.`);
    request.settings.set(name, value);
  }
}

/** The body as its sender wrote it, before compression. */
export function openBody(message: IncomingMessage): Readable {
  const encoding = message.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return message;
  const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
    gzip: createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  };
  const decoder = Object.hasOwn(decoders, encoding) ? decoders[encoding]?.() : undefined;
  if (decoder === undefined) throw failure("NOT_IMPLEMENTED", `Content-Encoding ${encoding} is not supported.`);
  message.on("error", (error) => decoder.destroy(error));
  message.on("close", () => {
    if (!message.complete) decoder.destroy(new Error("The request was cut off."));
  });
  return message.pipe(decoder);
}

/** Its chunks; who stops halfway leaves the stream open, since an answer still has to go out on the same socket. */
export function readKept(body: Readable): AsyncIterable<Uint8Array> {
  return body.iterator({ destroyOnReturn: false });
}

/** @throws DatabaseFailure TOO_LARGE_STRING_SIZE, leaving the rest unread. */
export async function readBody(body: Readable, max_bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of readKept(body)) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > max_bytes) throw tooLarge(max_bytes);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** `multipart/form-data`: the client's way to send parameters that are too long for an address. */
export async function addMultipart(request: QueryRequest, content_type: string, body: Buffer): Promise<void> {
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": content_type } })
    .formData()
    .catch(() => {
      throw failure("BAD_REQUEST_PARAMETER", "The multipart body is malformed.");
    });
  for (const [name, value] of form) {
    if (typeof value !== "string") {
      throw failure("NOT_IMPLEMENTED", "External tables in a multipart body are not supported.");
    }
    addField(request, name, value);
  }
}

function isOn(value: string | undefined): boolean {
  return value === "1" || value === "true";
}

/** It is echoed in a header. */
function headerSafe(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, "").slice(0, 200);
}
