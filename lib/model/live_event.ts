/** What an open page is told of what changed: small messages, each after an id that a reconnect may begin from. */

/** GET /api/events; each message's data is one of these as JSON. */
export type LiveEvent =
  /** The first message. False: what changed before cannot be told (any more), so that the page had better load again. */
  | { kind: "hello"; caught_up: boolean }
  /** Something that runs on these commits has changed. */
  | { kind: "cells"; shas: string[] }
  /** These commits are new to the branch. */
  | { kind: "commits"; shas: string[] };

/** A message stays small, whatever happened at once. */
const shas_max = 200;

export function liveEvents(kind: "cells" | "commits", shas: readonly string[]): LiveEvent[] {
  return Array.from({ length: Math.ceil(shas.length / shas_max) }, (_, index) => ({
    kind,
    shas: shas.slice(index * shas_max, (index + 1) * shas_max),
  }));
}

/** As the wire has it. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function eventText(id: number | null, event: LiveEvent): string {
  return `${id === null ? "" : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`;
}

/** Keeps the connection alive and moves on where a reconnect begins; a block without data is no message. */
export function heartbeatText(id: number | null): string {
  return id === null ? ": heartbeat\n\n" : `: heartbeat\nid: ${id}\n\n`;
}

/** The moment that a reconnecting reader last heard of, in Unix milliseconds; null when it says nothing that we said. */
export function lastEventId(header: string | string[] | undefined): number | null {
  return typeof header === "string" && /^[1-9]\d{0,12}$/.test(header) ? Number(header) : null;
}
