/** Reads a HUD's event stream as a page does, but by hand: every message, comment and id is seen. */
import { request as open, type ClientRequest, type IncomingHttpHeaders } from "node:http";
import type { LiveEvent } from "lib/model/live_event";
import { until } from "test/kit/hud_client";

export interface Told {
  id: string | null;
  event: LiveEvent;
  /** `performance.now()` */
  at: number;
}

export class EventReader {
  readonly told: Told[] = [];
  status = 0;
  headers: IncomingHttpHeaders = {};
  /** Everything as it came. */
  text = "";
  closed = false;
  private last_id: string | null = null;
  private readonly sent: ClientRequest;

  /** @param last_id what an earlier reader was told last. */
  constructor(url: string, last_id: string | null = null) {
    const headers = {
      Accept: "text/event-stream",
      "Accept-Encoding": "gzip, br",
      ...(last_id && { "Last-Event-ID": last_id }),
    };
    this.sent = open(url, { headers, agent: false });
    this.sent.on("error", () => (this.closed = true));
    this.sent.on("response", (response) => {
      this.status = response.statusCode ?? 0;
      this.headers = response.headers;
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        this.text += text;
        const blocks = (rest + text).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) this.take(block);
      });
      response.on("close", () => (this.closed = true));
    });
    this.sent.end();
  }

  get id(): string | null {
    return this.last_id;
  }

  /** All commits that messages of one kind have named so far. */
  shas(kind: "cells" | "commits"): string[] {
    return this.told.flatMap(({ event }) => (event.kind === kind ? event.shas : []));
  }

  async hello(): Promise<Extract<LiveEvent, { kind: "hello" }>> {
    return until("hello", () => {
      const first = this.told[0]?.event;
      return Promise.resolve(first?.kind === "hello" ? first : null);
    });
  }

  /** When the commit was first named, by `performance.now()`. */
  async heard(kind: "cells" | "commits", sha: string, from = 0): Promise<number> {
    const told = await until(`${kind} of ${sha}`, () =>
      Promise.resolve(this.told.slice(from).find(({ event }) => event.kind === kind && event.shas.includes(sha))),
    );
    return told.at;
  }

  close(): void {
    this.sent.destroy();
  }

  private take(block: string): void {
    const lines = block.split("\n");
    const field = (name: string): string | null =>
      lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
    this.last_id = field("id") ?? this.last_id;
    const data = field("data");
    if (data === null) return;
    this.told.push({ id: this.last_id, event: JSON.parse(data) as LiveEvent, at: performance.now() });
  }
}
