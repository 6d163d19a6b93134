/** Where the one who asks reaches this HUD: what addresses are made of that people copy. */
import type { Config } from "lib/config";
import type { IncomingMessage } from "node:http";

/**
 * As configured; otherwise as the browser says (behind a proxy that ends https only it knows the scheme), or as the
 * request was addressed. "https://hud.example.org", without a slash at the end.
 */
export function originOf(request: IncomingMessage, { public_url, host, port }: Config): string {
  if (public_url !== null) return public_url;
  const asked = request.headers.host ?? `${host}:${port}`;
  const { origin } = request.headers;
  if (origin !== undefined && /^https?:\/\//.test(origin) && URL.canParse(origin)) {
    const said = new URL(origin);
    if (said.host === asked) return said.origin;
  }
  return `http://${asked}`;
}
