/** One connection to /api/events, shared by all who listen to the same branch: kept up, paused and replaced as need be. */
import { api_paths } from "lib/browser/paths";
import type { LiveEvent } from "lib/model/live_event";

/** What a page is told: something has changed, or (`reload`) anything may have, so that it had better read again. */
export type PageNews = Exclude<LiveEvent, { kind: "hello" }> | { kind: "reload" };

/** `polling`: the stream cannot be had, and the page is told to read again now and then. */
export type LiveState = "connecting" | "live" | "paused" | "polling";

/** While the stream cannot be had. */
const poll_ms = 15_000;
const retry_ms = 5_000;
const retry_ms_max = 60_000;
/** A stream that has not opened by then is taken for one that will not. */
const opening_ms_max = 8_000;
/** A machine that slept has a connection that looks open and is dead: its clock jumps. */
const tick_ms = 10_000;
const asleep_ms = 40_000;

export interface LiveListener {
  onNews: (news: PageNews) => void;
  onState: () => void;
}

/** Listens from the first `join` to the last leaving. Hidden pages do not listen: browsers allow few connections. */
export class LiveSource {
  state: LiveState = "connecting";
  private readonly listeners = new Set<LiveListener>();
  private stream: EventSource | null = null;
  /** Where to go on from: what was told after it has not been heard. */
  private last_id: string | null = null;
  private failures = 0;
  private timers: ReturnType<typeof setTimeout>[] = [];
  private ticker: ReturnType<typeof setInterval> | null = null;
  private ticked_at = 0;

  constructor(
    private readonly repo: string,
    private readonly branch: string | null,
  ) {}

  /** @returns how to leave. */
  join(listener: LiveListener): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.begin();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.end();
    };
  }

  private begin(): void {
    document.addEventListener("visibilitychange", this.look);
    window.addEventListener("pagehide", this.pause); // An open stream would keep the page out of the back cache.
    window.addEventListener("pageshow", this.look);
    window.addEventListener("online", this.renew);
    this.ticked_at = Date.now();
    this.ticker = setInterval(this.tick, tick_ms);
    this.look();
  }

  private end(): void {
    document.removeEventListener("visibilitychange", this.look);
    window.removeEventListener("pagehide", this.pause);
    window.removeEventListener("pageshow", this.look);
    window.removeEventListener("online", this.renew);
    if (this.ticker !== null) clearInterval(this.ticker);
    this.close();
    this.state = "connecting";
    // Nobody will hear what is missed from here on: whoever comes next begins anew.
    this.last_id = null;
  }

  private readonly look = (): void => {
    if (document.visibilityState === "hidden") this.pause();
    else if (this.stream === null) this.open();
  };

  private readonly pause = (): void => {
    this.close();
    this.become("paused");
  };

  private readonly renew = (): void => {
    if (document.visibilityState === "hidden") return;
    this.failures = 0;
    this.open();
  };

  private readonly tick = (): void => {
    const slept = Date.now() - this.ticked_at > asleep_ms;
    this.ticked_at = Date.now();
    if (slept) this.renew();
  };

  private open(): void {
    this.close();
    if (typeof EventSource === "undefined") {
      this.poll();
      return;
    }
    if (this.state !== "polling") this.become("connecting");
    const stream = new EventSource(api_paths.events(this.repo, this.branch, this.last_id));
    this.stream = stream;
    stream.onmessage = (message: MessageEvent<string>) => this.hear(message);
    stream.onerror = () => {
      // A lost connection it mends by itself, an answer that is no stream it does not.
      if (stream.readyState === EventSource.CLOSED) this.fail();
      else if (this.state === "live") this.become("connecting");
      this.giveUpLater();
    };
    this.giveUpLater();
  }

  private hear({ data, lastEventId }: MessageEvent<string>): void {
    const event = parse(data);
    if (event === null) return;
    if (lastEventId !== "") this.last_id = lastEventId;
    this.clearTimers();
    const polled = this.state === "polling";
    this.failures = 0;
    this.become("live");
    if (event.kind !== "hello") this.tell(event);
    else if (!event.caught_up || polled) this.tell({ kind: "reload" });
  }

  /** Proxies may hold a stream back without an error. */
  private giveUpLater(): void {
    this.clearTimers();
    this.timers.push(
      setTimeout(() => {
        if (this.state !== "live") this.fail();
      }, opening_ms_max),
    );
  }

  private fail(): void {
    this.close();
    const wait = Math.min(retry_ms * 2 ** this.failures++, retry_ms_max);
    this.poll();
    // Spread out: a server that has just come back is not met by everybody at once.
    this.timers.push(setTimeout(() => this.open(), wait * (0.75 + Math.random() / 2)));
  }

  private poll(): void {
    this.become("polling");
    const again = (): void => {
      this.tell({ kind: "reload" });
      this.timers.push(setTimeout(again, poll_ms));
    };
    this.timers.push(setTimeout(again, poll_ms));
  }

  private close(): void {
    this.clearTimers();
    this.stream?.close();
    this.stream = null;
  }

  private clearTimers(): void {
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
  }

  private become(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const { onState } of this.listeners) onState();
  }

  private tell(news: PageNews): void {
    for (const { onNews } of this.listeners) onNews(news);
  }
}

/** Trusted like every answer of ours, but for its being JSON; a newer server's kinds are passed over. */
function parse(data: string): LiveEvent | null {
  try {
    const event: unknown = JSON.parse(data);
    if (typeof event !== "object" || event === null || !("kind" in event)) return null;
    const { kind } = event;
    return kind === "hello" || kind === "cells" || kind === "commits" ? (event as LiveEvent) : null;
  } catch {
    return null;
  }
}
