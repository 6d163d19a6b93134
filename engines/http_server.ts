/** An HTTP server for a process that is sent webhooks: when it ends, it first answers what it has accepted. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { noteArrival } from "lib/arrival";

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface FinishingServer {
  server: Server;
  /** Takes no more connections, and resolves when the requests begun are answered, or after `bound_ms`. */
  finish(bound_ms: number): Promise<void>;
}

/** Longer than the usual proxies' idle time (60 s): they close a connection, not we, so no request meets a closing one. */
const keep_alive_ms = 65_000;
/** Artifacts of gigabytes come over slow lines. */
const request_ms = 15 * 60_000;
const sweep_ms = 25;
/**
 * Of one response's events. Eleven wait for the end of an answer that is passed through: seven are node:stream's own
 * pipeline's, three Next.js's and ours around it, and one its route's. More than Node.js warns of, and all of them go
 * with the response.
 */
const listeners_max = 20;

/** `onError` is told what `handle` throws; the answer is then a 500 without details. */
export function finishingServer(handle: Handle, onError: (problem: unknown) => void): FinishingServer {
  const responses = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    noteArrival(request);
    responses.add(response);
    response.setMaxListeners(listeners_max);
    response.once("close", () => responses.delete(response));
    if (!server.listening) response.setHeader("Connection", "close");
    handle(request, response).catch((problem: unknown) => {
      onError(problem);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { "Content-Type": "application/json" }).end('{"error":"Internal error"}');
    });
  });
  server.keepAliveTimeout = keep_alive_ms;
  server.headersTimeout = keep_alive_ms + 1_000;
  server.requestTimeout = request_ms;

  const finish = async (bound_ms: number) => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const sweep = setInterval(() => {
      // An event stream never ends by itself; its reader comes back by itself.
      for (const response of responses) if (isEventStream(response)) response.destroy();
      // A connection whose request was running when we closed is idle only now.
      server.closeIdleConnections();
    }, sweep_ms);
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => (timer = setTimeout(resolve, bound_ms)));
    await Promise.race([closed, bound]);
    clearTimeout(timer);
    clearInterval(sweep);
    server.closeAllConnections();
  };
  return { server, finish };
}

/** By what was asked for as well: Node does not remember headers that were given to writeHead alone. */
function isEventStream(response: ServerResponse): boolean {
  const types = [response.req.headers.accept, response.getHeader("Content-Type")];
  return response.headersSent && types.some((type) => typeof type === "string" && type.includes("text/event-stream"));
}
