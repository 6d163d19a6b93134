/** An address of this HUD that the server has told, as the browser reaches it. */

/** Behind a proxy that ends https the server cannot know its own scheme; the address bar does. */
export function hereUrl(said: string, { origin, host }: Pick<Location, "origin" | "host">): string {
  const url = new URL(said, origin);
  return url.host === host ? new URL(url.pathname, origin).href : url.href;
}
