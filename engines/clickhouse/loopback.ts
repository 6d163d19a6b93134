/** Keeps web pages out: a browser on this machine can reach the loopback address, and any site could make it try. */
import type { IncomingHttpHeaders } from "node:http";

/** Host names that only this machine answers to; after DNS rebinding a page would still send its own. */
const loopback_host = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/** Why the request is refused, or undefined. Programs send none of what browsers cannot help sending. */
export function refusalOf(headers: IncomingHttpHeaders): string | undefined {
  if (!loopback_host.test(headers.host ?? "")) return "The Host header names no loopback address.\n";
  if (headers.origin !== undefined) return "Requests of web pages are refused.\n";
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "none" ? undefined : "Requests of web pages are refused.\n";
}
