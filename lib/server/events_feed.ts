/** The news of one repository: asked of ClickHouse again and again while somebody listens, once for all who do. */
import { type ChangesRow, repoChanges } from "clickhouse_queries/repo_changes/query";
import type { LiveEvent } from "lib/model/live_event";
import { ask } from "lib/server/ask";
import { Audience, type Listener } from "lib/server/events_audience";
import type { Services } from "lib/server/services";
import { setTimeout as sleep } from "node:timers/promises";

const poll_ms = 700;
const poll_ms_after_failure_max = 10_000;
/** Rows show a little later than the moment they bear, and servers' clocks differ: so much is read again each time. */
const overlap_ms = 5_000;
/** A page is loaded a moment before it listens. */
const before_hello_ms = 10_000;
/** The table recent_change keeps two hours. */
const remembered_ms = 3_600_000;
/** More than this at once is not told one by one. */
const changes_max = 20_000;

interface Answer {
  /** ClickHouse's clock. */
  now_ms: number;
  rows: ChangesRow[];
  /** There is more than can be told. */
  overflowed: boolean;
}

export interface Subscription {
  /** Resolves when the listener has been told hello and what it missed; it may have to leave all the same. */
  greeted: Promise<void>;
  leave(): void;
}

export class RepoFeed {
  private readonly audiences = new Map<string | null, Audience>();
  private readonly stopping = new AbortController();
  private readonly primed: Promise<void>;
  /** ClickHouse's clock at the last answer. */
  private cursor = 0;
  /** The facts of the last answer: in the next, which overlaps, they are no news. */
  private seen = new Set<number>();

  constructor(
    private readonly services: Services,
    private readonly repo: string,
  ) {
    this.primed = this.ask(Date.now() - overlap_ms).then((answer) => {
      this.news(answer);
      void this.run();
    });
    this.primed.catch(() => undefined); // Whoever subscribes hears of it.
  }

  /** Nobody listens any more: it has stopped, and is not to be used again. */
  get over(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Where a reconnect may begin; null before the first answer. */
  get id(): number | null {
    return this.cursor === 0 ? null : this.cursor;
  }

  /** @param last_id what the listener last heard of, if it was here before. */
  subscribe(branch: string | null, listener: Listener, last_id: number | null): Subscription {
    const audience = this.audiences.get(branch) ?? new Audience(this.services, this.repo, branch);
    this.audiences.set(branch, audience);
    // It hears the news at once, but is told what was before first: told twice is better than not told.
    let meanwhile: Parameters<Listener>[] | null = [];
    const member: Listener = (...news) => {
      if (meanwhile) meanwhile.push(news);
      else listener(...news);
    };
    audience.listeners.add(member);
    const greet = async (): Promise<void> => {
      await Promise.all([this.primed, audience.load()]);
      const known = last_id !== null && last_id > this.cursor - remembered_ms && last_id <= this.cursor + overlap_ms;
      const missed = await this.ask(known ? last_id - overlap_ms : this.cursor - before_hello_ms);
      const events = await audience.eventsOf(missed.rows, { again: true });
      listener(missed.now_ms, { kind: "hello", caught_up: !missed.overflowed && (known || last_id === null) });
      for (const event of events) listener(missed.now_ms, event);
      for (const news of meanwhile ?? []) listener(...news);
      meanwhile = null;
    };
    return {
      greeted: greet(),
      leave: () => {
        audience.listeners.delete(member);
        if (audience.listeners.size === 0 && this.audiences.get(branch) === audience) this.audiences.delete(branch);
        if (this.audiences.size === 0) this.stopping.abort();
      },
    };
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.over) {
      try {
        await sleep(Math.min(poll_ms * 2 ** failures, poll_ms_after_failure_max), undefined, {
          signal: this.stopping.signal,
        });
        await this.poll();
        failures = 0;
      } catch (error) {
        if (this.over) return;
        // The next answer begins where the last one ended: what arrives meanwhile is told late, not lost.
        if (failures++ === 0) this.services.log.warn({ repo: this.repo, err: error }, "No news for open pages");
      }
    }
  }

  private async poll(): Promise<void> {
    const answer = await this.ask(this.cursor - overlap_ms);
    const events = new Map<Audience, LiveEvent[]>();
    const rows = answer.rows.filter(({ facts }) => facts.some((fact) => !this.seen.has(fact)));
    for (const audience of this.audiences.values()) {
      await audience.load();
      events.set(
        audience,
        answer.overflowed
          ? [{ kind: "hello", caught_up: false }]
          : rows.length > 0
            ? await audience.eventsOf(rows)
            : [],
      );
    }
    // Only now that nothing can fail any more: else the news would be lost with it.
    this.news(answer);
    for (const [audience, told] of events) audience.tell(answer.now_ms, told);
  }

  private news({ now_ms, rows }: Answer): void {
    this.cursor = now_ms;
    this.seen = new Set(rows.flatMap(({ facts }) => facts));
  }

  private async ask(since: number): Promise<Answer> {
    const rows = await ask(this.services, repoChanges, {
      repo: this.repo,
      since_ms: Math.max(0, since),
      limit: changes_max,
    });
    const heard = rows.reduce((sum, row) => sum + row.heard, 0);
    // While nothing happens the clock is not read: what comes next is then looked for from where we were.
    return {
      now_ms: rows[0]?.now_ms ?? (this.cursor === 0 ? Date.now() : this.cursor),
      rows,
      overflowed: heard >= changes_max,
    };
  }
}
