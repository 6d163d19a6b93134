/** What every answer has, whoever makes it: Next.js leaves its headers off redirects and off what it cannot parse. */
import { randomUUID } from "node:crypto";
import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Handle } from "engines/http_server";

/**
 * `style-src` needs 'unsafe-inline': Emotion writes <style> elements, and pages are cached without a nonce.
 * Scripts have no such exception, so injected markup cannot run; but for the hot reload's, in development.
 */
const content_security_policy = (dev: boolean): string =>
  [
    "default-src 'self'",
    `script-src 'self'${dev ? " 'unsafe-eval' 'unsafe-inline'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https://avatars.githubusercontent.com",
    "connect-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self' https://github.com",
    "frame-ancestors 'none'",
  ].join("; ");

const securityHeaders = (dev: boolean): [name: string, value: string][] => [
  ["Content-Security-Policy", content_security_policy(dev)],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
  ["Referrer-Policy", "strict-origin-when-cross-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=()"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
];

/** `handle` with the security headers on whatever it answers, and without the addresses that nobody can read. */
export function behindFrontDoor(handle: Handle, { dev }: { dev: boolean }): Handle {
  const headers = securityHeaders(dev);
  return async (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (isReadable(request)) {
      await handle(request, response);
      return;
    }
    response.setHeader("X-Request-Id", randomUUID());
    response.writeHead(400, { "Content-Type": "application/json; charset=utf-8" });
    response.end('{"error":"The address is not well-formed"}');
  };
}

/** "%zz" is no character, nor is half of one. */
function isReadable({ url = "" }: IncomingMessage): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

const status_of: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers what is not HTTP, or too much of it, as everything else is answered; Node by itself sends a bare status line. */
export function answerUnparsable(server: Server, { dev }: { dev: boolean }): void {
  server.on("clientError", (problem: NodeJS.ErrnoException, socket) => {
    if (problem.code === "ECONNRESET" || !socket.writable) return;
    const status = status_of[problem.code ?? ""] ?? 400;
    const reason = STATUS_CODES[status] ?? "Bad Request";
    const body = JSON.stringify({ error: reason });
    const headers = [
      ...securityHeaders(dev),
      ["X-Request-Id", randomUUID()],
      ["Content-Type", "application/json; charset=utf-8"],
      ["Content-Length", String(Buffer.byteLength(body))],
      ["Connection", "close"],
    ];
    const lines = [`HTTP/1.1 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`), "", body];
    socket.end(lines.join("\r\n"));
  });
}
