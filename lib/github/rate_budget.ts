/**
 * What GitHub still lets one credential ask, shared by everything that asks with it: when the next request may go out.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
import { setTimeout as wait } from "node:timers/promises";

/** Time, as tests can stand in for it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Rejects when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const system_clock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

export interface RateLimit {
  /** Requests per window. */
  limit: number;
  remaining: number;
  /** Unix milliseconds by our own clock. */
  resets_at: number;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Only needed of refusals: the words tell a secondary limit from a plain "forbidden". */
  text: string;
}

const reserve_share = 0.1;
/** GitHub rounds the reset to seconds. */
const margin_ms = 1_000;
const same_window_seconds = 5;
const minute_ms = 60_000;
const secondary_wait_max_ms = 15 * minute_ms;

export class RateBudget {
  private known: { limit: number; remaining: number; reset: number; resets_at: number } | null = null;
  private paused_until = 0;
  private refusals_in_a_row = 0;
  private under_way = 0;

  constructor(private readonly clock: Clock) {}

  /** What GitHub last said; null before the first answer, after the window's end, and where it has no rate limit. */
  get rate_limit(): RateLimit | null {
    if (!this.known || this.known.resets_at <= this.clock.now()) return null;
    const { limit, remaining, resets_at } = this.known;
    return { limit, remaining, resets_at };
  }

  /**
   * When the next request may be sent, in Unix milliseconds; in the past when it may be sent now.
   * A tenth of the window's requests is left to whoever else uses the credential.
   */
  opensAt(): number {
    const rate = this.rate_limit;
    const spent = rate && rate.remaining - this.under_way <= Math.floor(rate.limit * reserve_share);
    return Math.max(this.paused_until, spent ? rate.resets_at : 0);
  }

  /** Counts a request that is being sent. */
  begin(): void {
    this.under_way += 1;
  }

  /** To be called once for each begin, whatever became of the request. */
  end(): void {
    this.under_way -= 1;
  }

  /** Learns from an answer. True when it says no more than "later": nothing was done, the same request may go again. */
  learn(answer: Answer): boolean {
    this.learnWindow(answer.headers);
    const wait_ms = this.refusalWait(answer);
    if (wait_ms === null) {
      if (answer.status < 400) this.refusals_in_a_row = 0;
      return false;
    }
    this.refusals_in_a_row += 1;
    this.paused_until = Math.max(this.paused_until, this.clock.now() + wait_ms);
    return true;
  }

  private learnWindow(headers: Headers): void {
    const resource = headers.get("x-ratelimit-resource");
    if (resource !== null && resource !== "core") return;
    const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) =>
      wholeNumber(headers.get(`x-ratelimit-${name}`)),
    );
    if (!limit || remaining === undefined || remaining === null || !reset) return;
    // Answers overtake each other: within a window the least is the latest, and an earlier window is over. The reset
    // that GitHub names for one window differs by a second now and then.
    const later_by = this.known ? reset - this.known.reset : Infinity;
    if (later_by < -same_window_seconds) return;
    const same = this.known !== null && later_by <= same_window_seconds;
    const least = same ? Math.min(remaining, this.known?.remaining ?? remaining) : remaining;
    this.known = { limit, remaining: least, reset, resets_at: this.ourTime(reset * 1000, headers) + margin_ms };
  }

  /** How long this answer tells us to wait, in milliseconds; null when it is not about rates. */
  private refusalWait({ status, headers, text }: Answer): number | null {
    if (status !== 403 && status !== 429) return null;
    const retry_after = wholeNumber(headers.get("retry-after"));
    if (retry_after !== null) return retry_after * 1000;
    if (headers.get("x-ratelimit-remaining") === "0") {
      const reset = wholeNumber(headers.get("x-ratelimit-reset"));
      if (reset !== null) return Math.max(0, this.ourTime(reset * 1000, headers) - this.clock.now()) + margin_ms;
    }
    if (status === 403 && !/secondary rate limit|abuse detection|rate limit exceeded/i.test(text)) return null;
    // "Wait for at least one minute", and exponentially longer while it goes on.
    return Math.min(minute_ms * 2 ** this.refusals_in_a_row, secondary_wait_max_ms);
  }

  /** GitHub's moment on our clock, which may be wrong by hours. */
  private ourTime(theirs: number, headers: Headers): number {
    const their_now = Date.parse(headers.get("date") ?? "");
    return Number.isNaN(their_now) ? theirs : this.clock.now() + (theirs - their_now);
  }
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
