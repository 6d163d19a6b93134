/** What every answer has, whoever makes it: Next.js leaves its headers off redirects and off what it cannot parse. */
import { randomUUID } from "node:crypto";
import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Handle } from "engines/http_server";

export interface FrontDoor {
  dev: boolean;
  /** Where GitHub's pages are: "https://github.com", or an Enterprise Server's. */
  github_origin: string;
}

/**
 * `style-src` needs 'unsafe-inline': pages carry their colours and their parts' sizes, and are cached without a nonce.
 * Scripts have no such exception, so injected markup cannot run; but for the hot reload's, in development.
 */
const content_security_policy = ({ dev, github_origin }: FrontDoor): string =>
  [
    "default-src 'self'",
    `script-src 'self'${dev ? " 'unsafe-eval' 'unsafe-inline'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https://avatars.githubusercontent.com",
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    // The set-up page posts a GitHub App's manifest there.
    `form-action 'self' ${github_origin}`,
    "frame-ancestors 'none'",
  ].join("; ");

const securityHeaders = (door: FrontDoor): [name: string, value: string][] => [
  ["Content-Security-Policy", content_security_policy(door)],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
  ["Referrer-Policy", "strict-origin-when-cross-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=()"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
];

/** `handle` with the security headers on whatever it answers, and without the addresses that nobody can read. */
export function behindFrontDoor(handle: Handle, door: FrontDoor): Handle {
  const headers = securityHeaders(door);
  return async (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    request.url = withoutOrigin(request.url ?? "");
    if (isReadable(request)) {
      await handle(request, response);
      return;
    }
    response.setHeader("X-Request-Id", randomUUID());
    response.writeHead(400, { "Content-Type": "application/json; charset=utf-8" });
    response.end('{"error":"The address is not well-formed"}');
  };
}

/**
 * The path of an address that names its server as well, as proxies may send it.
 * @see https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form
 */
function withoutOrigin(address: string): string {
  const [, path] = /^https?:\/\/[^/?#]*(.*)$/is.exec(address) ?? [];
  if (path === undefined) return address;
  return path.startsWith("/") ? path : `/${path}`;
}

/** "%zz" is no character, nor is half of one; "*" and "host:port" are no path. */
function isReadable({ url = "" }: IncomingMessage): boolean {
  if (!url.startsWith("/")) return false;
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

const status_of: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers what is not HTTP, or too much of it, as everything else is answered; Node by itself sends a bare status line. */
export function answerUnparsable(server: Server, door: FrontDoor): void {
  server.on("clientError", (problem: NodeJS.ErrnoException, socket) => {
    if (problem.code === "ECONNRESET" || !socket.writable) return;
    const status = status_of[problem.code ?? ""] ?? 400;
    const reason = STATUS_CODES[status] ?? "Bad Request";
    const body = JSON.stringify({ error: reason });
    const headers = [
      ...securityHeaders(door),
      ["X-Request-Id", randomUUID()],
      ["Content-Type", "application/json; charset=utf-8"],
      ["Content-Length", String(Buffer.byteLength(body))],
      ["Connection", "close"],
    ];
    const lines = [`HTTP/1.1 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`), "", body];
    socket.end(lines.join("\r\n"));
  });
}
