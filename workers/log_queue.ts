/**
 * Works off the pending logs: what is due is taken, fetched, classified and told to its job's record. The table is the
 * truth; this process keeps the times at which its entries are due, and looks for others' entries now and then.
 */
import type { LogFetcher } from "lib/logs/fetch_log";
import { classifyJob, findJob, type LogTools } from "lib/logs/job_log";
import { logKey } from "lib/logs/log_key";
import type { ParkedRecords } from "lib/store/parked";
import type { PendingLog, PendingLogs } from "lib/store/pending_logs";
import type { Logger } from "pino";
import { holdEntry } from "workers/hold_entry";
import { fetchOutcome, isOfThisLog, type Outcome, sentenceOf } from "workers/log_outcome";
import { log_queue_defaults, type LogQueueOptions } from "workers/log_queue_options";
import { backoffDelay, Bell, isWorthLogging, pause } from "workers/pace";

export interface LogQueueDependencies {
  tools: LogTools;
  /** Null: GitHub is not asked; logs that others stored are still classified. */
  fetcher: LogFetcher | null;
  pending: PendingLogs;
  parked: ParkedRecords;
  log: Logger;
}

export class LogQueue {
  readonly counts = { fetched: 0, classified: 0, failed: 0, classify_seconds: 0 };
  readonly #options: LogQueueOptions;
  /** By key. */
  readonly #known = new Map<string, PendingLog>();
  readonly #at_work = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #changed = new Bell();
  #rests_until = 0;
  #running: Promise<unknown> | undefined;

  constructor(
    private readonly dependencies: LogQueueDependencies,
    options: Partial<LogQueueOptions> = {},
  ) {
    this.#options = { ...log_queue_defaults, ...options };
  }

  /** Begins to work. */
  start(): void {
    this.#running ??= Promise.all([this.#run(), this.#lookForOthers(), this.#tell()]);
  }

  /** Stops taking, gives up what is at work (it is due again later), and tells the last counts. Never throws. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#changed.ring();
    await this.#running;
    await Promise.all(this.#at_work.values());
  }

  /** Whether the log is pending, as far as this process has heard. */
  knows(repo: string, job_id: number): boolean {
    return this.#known.has(`${repo}/${job_id}`);
  }

  /** Tells the queue of an entry that was just written. */
  note(entry: PendingLog): void {
    if (this.#known.size >= this.#options.known_max && !this.#known.has(entry.dynamoKey)) return;
    this.#known.set(entry.dynamoKey, entry);
    this.#changed.ring();
  }

  get pending(): number {
    return this.#known.size;
  }

  /** Works off what is due, and what becomes due until a moment: for processes that live as long as one event. */
  async drain(until_ms: number): Promise<void> {
    for (const entry of await this.dependencies.pending.list(this.#options.known_max)) this.note(entry);
    while (Date.now() < until_ms) {
      this.#takeDue();
      if (this.#at_work.size === 0) return;
      await Promise.race(this.#at_work.values());
    }
    await Promise.all(this.#at_work.values());
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const next_ms = this.#takeDue();
      // Rings when there is something new, or something was finished; at the latest when the next is due.
      await this.#changed.wait(signal, Math.max(5, Math.min(next_ms, 60_000)));
    }
  }

  /** Starts what is due and has room. @returns milliseconds until more may be due */
  #takeDue(): number {
    const now = Date.now();
    if (now < this.#rests_until) return this.#rests_until - now;
    let next_ms = Infinity;
    const due: PendingLog[] = [];
    for (const entry of this.#known.values()) {
      if (this.#at_work.has(entry.dynamoKey)) continue;
      const wait_ms = Date.parse(entry.next_at) - now;
      if (wait_ms <= 0) due.push(entry);
      else next_ms = Math.min(next_ms, wait_ms);
    }
    // The newest job first: somebody may be looking at it.
    due.sort((a, b) => b.job_id - a.job_id);
    for (const entry of due) {
      if (this.#at_work.size >= this.#options.at_once) break;
      const work = this.#workOff(entry).finally(() => {
        this.#at_work.delete(entry.dynamoKey);
        this.#changed.ring();
      });
      this.#at_work.set(entry.dynamoKey, work);
    }
    return next_ms;
  }

  /** One entry, from taking it to its end. Never throws. */
  async #workOff(entry: PendingLog): Promise<void> {
    const { pending, log } = this.dependencies;
    try {
      const { lease_ms } = this.#options;
      const taken = await pending.take(entry, soon(lease_ms));
      if (!taken) {
        // Somebody else has it, or it was made due anew: the next look tells.
        this.#forget(entry);
        return;
      }
      const { held, result: outcome } = await holdEntry(taken, { pending, lease_ms, log }, () => this.#attempt(taken));
      if (outcome.done) {
        this.#forget(entry);
        const anew = await pending.finish(held);
        if (anew) this.note(anew);
        return;
      }
      const attempts = held.attempts + (outcome.counts ? 1 : 0);
      const { barred = false } = outcome;
      const is_old = barred && Date.now() - Date.parse(held.queued_at) > this.#options.barred_most_ms;
      if (attempts >= this.#options.attempts_max || is_old) {
        await this.#park(held, outcome.problem);
        this.#forget(entry);
        await pending.finish(held);
        return;
      }
      const { problem, counts, wait_ms } = outcome;
      this.note(await pending.putBack(held, { next_at: soon(wait_ms), problem, counts, barred }));
    } catch (error) {
      // The table itself is away: its entry is due again when the lease ends, and looked for when the table is back.
      this.#rest(this.#options.engine_rest_ms);
      log.warn({ err: error, key: entry.dynamoKey }, "pending logs cannot be reached");
    }
  }

  async #attempt(entry: PendingLog): Promise<Outcome> {
    const { tools, fetcher, log } = this.dependencies;
    const { repo, job_id, attempts } = entry;
    const { backoff, engine_rest_ms, unended_ms } = this.#options;
    const later = backoffDelay(attempts + 1, backoff);
    try {
      const job = await findJob(tools.store, repo, job_id);
      if (!job) {
        // The log of something else than a GitHub job, or one whose webhook never comes, stays where it is.
        if (attempts + 1 >= this.#options.attempts_max) return { done: true };
        return { done: false, problem: "The job is not known yet.", wait_ms: later, counts: true };
      }
      if (job.status !== "completed") {
        return { done: false, problem: "The job has not ended yet.", wait_ms: unended_ms, counts: false };
      }
      if ((await tools.archive.stat(logKey(repo, job_id))) === null) {
        if (!fetcher) return { done: true };
        const fetched = await this.#fetch(fetcher, entry);
        if (fetched) return fetched;
        this.counts.fetched++;
      }
      const began = performance.now();
      await classifyJob(tools, job);
      this.counts.classify_seconds += (performance.now() - began) / 1000;
      this.counts.classified++;
      return { done: true };
    } catch (error) {
      if (this.#stopping.signal.aborted) return { done: false, problem: "Stopped.", wait_ms: 0, counts: false };
      this.counts.failed++;
      const counts = isOfThisLog(error);
      if (!counts) this.#rest(engine_rest_ms);
      log.warn({ err: error, key: entry.dynamoKey, attempts }, "a log cannot be classified and will be tried again");
      return { done: false, problem: sentenceOf(error), wait_ms: counts ? later : engine_rest_ms, counts };
    }
  }

  /** @returns undefined when the log is in the archive now. */
  async #fetch(fetcher: LogFetcher, entry: PendingLog): Promise<Outcome | undefined> {
    const { log, pending } = this.dependencies;
    const { signal } = this.#stopping;
    const { repo } = entry;
    try {
      await fetcher.fetch(repo, entry.job_id, signal);
      await this.#unbar(entry);
      return undefined;
    } catch (error) {
      if (signal.aborted) return { done: false, problem: "Stopped.", wait_ms: 0, counts: false };
      this.counts.failed++;
      const outcome = fetchOutcome(error, entry, this.#options);
      if (outcome.rest_ms !== undefined) this.#rest(outcome.rest_ms);
      if (!outcome.done && outcome.barred) await pending.saveRefusal(repo, outcome.problem);
      if (outcome.is_news) log.warn({ err: error, key: entry.dynamoKey }, outcome.is_news);
      return outcome;
    }
  }

  /** What the credentials did not reach before, they may reach now: a log of the same repository was had. */
  async #unbar({ dynamoKey, repo, barred }: PendingLog): Promise<void> {
    const { pending } = this.dependencies;
    const others = [...this.#known.values()].filter(
      (other) => other.barred && other.repo === repo && other.dynamoKey !== dynamoKey,
    );
    if (!barred && others.length === 0) return;
    await pending.saveRefusal(repo, null);
    for (const other of others) {
      if (Date.parse(other.next_at) <= Date.now()) continue;
      const hastened = await pending.hasten(other, soon(0));
      if (hastened) this.note(hastened);
    }
  }

  async #park({ repo, job_id, dynamoKey }: PendingLog, reason: string): Promise<void> {
    this.dependencies.log.error({ key: dynamoKey, reason }, "a log cannot be had and is parked");
    await this.dependencies.parked.park({
      ...{ kind: "log", record_key: dynamoKey, event: "INSERT", image: { repo, job_id }, reason },
      ...{ revision: 0, parked_at: new Date().toISOString() },
    });
  }

  #forget({ dynamoKey, next_at }: PendingLog): void {
    if (this.#known.get(dynamoKey)?.next_at === next_at) this.#known.delete(dynamoKey);
  }

  #rest(milliseconds: number): void {
    this.#rests_until = Math.max(this.#rests_until, Date.now() + milliseconds);
  }

  /** What other processes wrote, and what this one has forgotten. */
  async #lookForOthers(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const entries = await this.dependencies.pending.list(this.#options.known_max);
        for (const entry of entries) if (!this.#at_work.has(entry.dynamoKey)) this.note(entry);
        failures = 0;
      } catch (error) {
        failures++;
        if (isWorthLogging(failures)) {
          this.dependencies.log.warn({ err: error, failures }, "pending logs cannot be listed");
        }
      }
      await pause(this.#options.rescan_ms, signal);
    }
  }

  async #tell(): Promise<void> {
    const { signal } = this.#stopping;
    let told = "";
    do {
      await pause(this.#options.counts_interval_ms, signal);
      const counts = { ...this.counts, pending: this.pending };
      const text = JSON.stringify(counts);
      if (text === told) continue;
      try {
        await this.dependencies.pending.saveCounts({ ...counts, updated_at: new Date().toISOString() });
        told = text;
      } catch (error) {
        this.dependencies.log.debug({ err: error }, "the log keeper's counts cannot be saved");
      }
    } while (!signal.aborted);
  }
}

const soon = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();
