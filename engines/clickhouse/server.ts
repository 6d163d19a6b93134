/** ClickHouse's HTTP interface on the loopback address, over an embedded engine and a directory of its own. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, realpathSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execute, readStatement, type Engine } from "engines/clickhouse/execute";
import { failure, toFailure } from "engines/clickhouse/failure";
import { refusalOf } from "engines/clickhouse/loopback";
import { SessionPool } from "engines/clickhouse/pool";
import { sendAnswer, sendFailure, sendText } from "engines/clickhouse/reply";
import { addMultipart, openBody, parseQueryRequest, readBody, type QueryRequest } from "engines/clickhouse/request";
import { Spool } from "engines/clickhouse/spool";

export interface ServerOptions {
  data_dir: string;
  /** 0 for any free one. */
  port: number;
  /** How many statements may run at a time. */
  sessions: number;
}

export interface ClickhouseServer {
  url: string;
  /** Stops accepting, lets what runs finish for 5 s. False if a statement would not end: then the process must. */
  close: () => Promise<boolean>;
}

const MiB = 1024 * 1024;
const limits: Engine["limits"] = {
  insert_bytes: 1024 * MiB,
  query_bytes: 64 * MiB,
  result_bytes: 4096 * MiB,
  held_bytes: 64 * MiB,
};
const max_waiting = 256;
const max_connections = 512;
const max_uri_bytes = MiB; // ClickHouse's own http_max_uri_size.
const keep_alive_ms = 30_000;
const upload_ms = 3_600_000;
const discard_ms = 2_000;
const close_grace_ms = 5_000;

/** @throws if the port is taken or the directory cannot be opened, most often since another process has it. */
export async function startClickhouseServer(options: ServerOptions): Promise<ClickhouseServer> {
  mkdirSync(options.data_dir, { recursive: true });
  const data_dir = realpathSync(options.data_dir);
  if (/[*?{}[\]]/.test(data_dir)) {
    throw new Error(`The ClickHouse data directory's path must not contain any of * ? { } [ ]: ${data_dir}`);
  }
  const pool = new SessionPool({ data_dir, sessions: options.sessions, max_waiting });
  const engine: Engine = { pool, spool: new Spool(join(data_dir, "spool")), limits };

  let closing = false;
  const server = createServer(
    { maxHeaderSize: max_uri_bytes, keepAliveTimeout: keep_alive_ms },
    (message, response) => {
      if (closing) response.shouldKeepAlive = false;
      answer(engine, message, response).catch((error: unknown) => sendFailure(response, "", toFailure(error)));
    },
  );
  server.maxConnections = max_connections;
  server.requestTimeout = upload_ms;
  try {
    await once(server.listen(options.port, "127.0.0.1"), "listening");
  } catch (error) {
    await pool.close(0);
    throw error;
  }
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    close: async () => {
      closing = true;
      const closed = once(server.close(), "close");
      const ended = await pool.close(close_grace_ms);
      // What was computed is still being sent; connections that have nothing left to say would stay open.
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      const cut = setTimeout(() => server.closeAllConnections(), close_grace_ms);
      await closed;
      clearInterval(sweep);
      clearTimeout(cut);
      return ended;
    },
  };
}

async function answer(engine: Engine, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refusalOf(message.headers);
  if (refusal !== undefined) return sendText(response, 403, refusal);
  const address = message.url ?? "/";
  if (!URL.canParse(address, "http://localhost")) return sendText(response, 400, "The address is malformed.\n");
  const { pathname, searchParams } = new URL(address, "http://localhost");
  if (pathname === "/ping" || pathname === "/replicas_status") return sendText(response, 200, "Ok.\n");
  if (pathname !== "/") return sendText(response, 404, `There is no handle ${pathname}\n`);
  if (message.method !== "GET" && message.method !== "POST") return sendText(response, 405, "Use GET or POST.\n");
  if (message.method === "GET" && !searchParams.has("query")) return sendText(response, 200, "Ok.\n");
  await answerQuery(engine, message, searchParams, response);
}

async function answerQuery(
  engine: Engine,
  message: IncomingMessage,
  search: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort("The client is gone")); // A reason given spares making an error and its stack.
  let query_id = "";
  try {
    const header = (name: string): string | undefined => message.headers[name]?.toString();
    const request = parseQueryRequest(message.method ?? "", search, header, randomUUID);
    query_id = request.query_id;
    const statement = await readWhole(message, request, engine.limits.query_bytes);
    const found = await execute(engine, request, statement.parsed, statement.rows, gone.signal);
    await sendAnswer(response, request, found);
  } catch (error) {
    await discardRest(message, response);
    sendFailure(response, query_id, toFailure(error));
  }
}

/** A client that is still sending would not read the answer; but it is not listened to for ever. */
async function discardRest(message: IncomingMessage, response: ServerResponse): Promise<void> {
  if (message.complete || message.destroyed) return;
  message.unpipe();
  message.resume();
  const signal = AbortSignal.timeout(discard_ms);
  await Promise.race([once(message, "end", { signal }), once(message, "close", { signal })]).catch(() => {
    response.shouldKeepAlive = false;
  });
}

/** The statement, and the body if that holds nothing but its rows. */
async function readWhole(message: IncomingMessage, request: QueryRequest, max_bytes: number) {
  const body = openBody(message);
  const content_type = message.headers["content-type"] ?? "";
  if (content_type.startsWith("multipart/form-data")) {
    await addMultipart(request, content_type, await readBody(body, max_bytes));
    return { parsed: readStatement(request.query), rows: undefined };
  }
  const in_address = request.query.trim() === "" ? undefined : readStatement(request.query);
  if (in_address?.kind === "insert") return { parsed: in_address, rows: body };
  const rest = (await readBody(body, max_bytes)).toString("utf8");
  if (!message.complete) throw failure("ABORTED", "The request was cut off.");
  const parsed = in_address !== undefined && rest === "" ? in_address : readStatement(`${request.query}\n${rest}`);
  return { parsed, rows: undefined };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server is not listening.");
  return address.port;
}
