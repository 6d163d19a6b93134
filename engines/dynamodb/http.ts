/** The HTTP side of the sidecar: who may speak to it, how much it reads, and how answers and errors look. */
import {
  accessDenied,
  ApiError,
  internalServerError,
  serializationException,
  unknownOperation,
} from "engines/dynamodb/api_error";
import { isWireError } from "engines/dynamodb/dynalite_store";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** Answers `<api>.<operation>` with JSON text. */
export type Call = (api: string, operation: string, body: unknown) => Promise<string>;

/** The largest request, a full `BatchWriteItem`. */
const max_request_bytes = 16 * 1024 * 1024;

const loopback_host = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

export function createApiServer(call: Call, onError: (error: unknown) => void): Server {
  const server = createServer((request, response) => {
    const send = (status: number, body: string) => reply(response, status, body, !server.listening);
    answer(call, request).then(
      (body) => send(200, body),
      (error: unknown) => {
        if (isWireError(error)) return send(error.statusCode, JSON.stringify(error.body));
        // A client that hung up mid-request is no failure of ours.
        if (!request.complete && request.destroyed) return;
        onError(error);
        const { statusCode, body } = internalServerError();
        send(statusCode, JSON.stringify(body));
      },
    );
  });
  // Longer than any client keeps an idle connection, so that none is closed in the face of a request.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 130_000;
  server.requestTimeout = 60_000;
  return server;
}

async function answer(call: Call, request: IncomingMessage): Promise<string> {
  refuseBrowsers(request);
  if (request.method === "GET" && request.url === "/") return '{"healthy":true}';
  if (request.method !== "POST") throw unknownOperation("DynamoDB requests are POSTs");
  const [api, operation, ...rest] = String(request.headers["x-amz-target"] ?? "").split(".");
  if (api === undefined || operation === undefined || rest.length > 0) {
    throw unknownOperation("The X-Amz-Target header must name an API and an operation");
  }
  const text = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw serializationException("The request body is not JSON");
  }
  return call(api, operation, body);
}

/**
 * Any web page can make a browser send requests to this port, and can point a name of its own at 127.0.0.1.
 * The first carry `Origin`, the second their own `Host`; an SDK sends neither.
 */
function refuseBrowsers(request: IncomingMessage): void {
  if (request.headers.origin !== undefined) throw accessDenied("Requests from web pages are refused");
  if (!loopback_host.test(request.headers.host ?? "")) throw accessDenied("Only requests to localhost are answered");
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > max_request_bytes) {
        request.pause();
        reject(new ApiError("com.amazon.coral.service#RequestTooLargeException", "A request may hold 16 MB", 413));
      } else {
        chunks.push(chunk);
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks, bytes).toString("utf8")));
    request.on("error", reject);
  });
}

function reply(response: ServerResponse, status: number, body: string, closing: boolean): void {
  // What was not read of a refused request must not be taken for the next one.
  const last = closing || status === 403 || status === 413;
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": randomUUID(),
    ...(last && { connection: "close" }),
  });
  response.end(body);
}
