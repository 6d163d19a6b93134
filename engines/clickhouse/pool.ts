/** Runs scripts on a bounded pool of chDB sessions, each clean of what any earlier request did. */
import { Session, type ChdbResult } from "chdb";
import { failure, failureFromEngine } from "engines/clickhouse/failure";
import { quoteString } from "engines/clickhouse/statement";

export interface Script {
  /** One statement, checked. */
  text: string;
  settings: ReadonlyMap<string, string>;
  /** Values in ClickHouse's escaped text form, which is what HTTP's `param_…` carries. */
  params: ReadonlyMap<string, string>;
  database: string;
  /** For what the statement prints, if it says no format itself. */
  format: string;
  /** Run on a session that nobody used before. */
  on_new_session: boolean;
  /** Let nobody use the session afterwards. */
  spoils_session: boolean;
  /** A temporary file named in the text, which no error message shall tell. */
  file?: string;
}

export interface PoolOptions {
  data_dir: string;
  /** How many statements may run at a time. */
  sessions: number;
  /** How many more may wait for their turn. */
  max_waiting: number;
}

interface Slot {
  session: Session | undefined;
  /** Settings that differ from the engine's defaults. */
  changed: Set<string>;
  database: string;
}

interface Waiter {
  serve: (slot: Slot) => void;
  refuse: (error: Error) => void;
}

/** chDB frees a closed session only once every call then running has ended; until then each holds about 400 KB. */
const max_unfreed_sessions = 128;
const kill_interval_ms = 100;
const kill_attempts = 50;
const default_database = "default";

/**
 * Why sessions are never shared by two statements, nor reused after a failure: on chDB 3.4.0 one session runs one
 * statement at a time (a point query behind a scan would wait for it), and after an exception, a timeout or a KILL it
 * prepends what the failed statement had printed to the next one's result.
 */
export class SessionPool {
  readonly #options: PoolOptions;
  readonly #slots: Slot[];
  readonly #idle: Slot[];
  readonly #waiting: Waiter[] = [];
  readonly #running = new Set<Promise<unknown>>();
  #control: Session;
  #unfreed = 0;
  #closing = false;
  #last_tag = 0;

  /** @throws if the directory cannot be opened: most often since another process has it. */
  constructor(options: PoolOptions) {
    this.#options = options;
    this.#control = openSession(options.data_dir);
    const free = (): Slot => ({ session: undefined, changed: new Set(), database: default_database });
    this.#slots = Array.from({ length: options.sessions }, free);
    this.#idle = [...this.#slots];
  }

  /**
   * @throws DatabaseFailure whatever the engine says; TOO_MANY_SIMULTANEOUS_QUERIES when the queue is full;
   *   QUERY_WAS_CANCELLED when `signal` fired.
   */
  async run(script: Script, signal?: AbortSignal): Promise<ChdbResult> {
    const slot = await this.#acquire(signal);
    if (signal?.aborted) {
      this.#release(slot);
      throw cancelled();
    }
    const running = this.#runOn(slot, script, signal);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      this.#release(slot);
    }
  }

  /** Refuses what waits, lets what runs finish for `grace_ms`, kills the rest. True if everything came to its end. */
  async close(grace_ms: number): Promise<boolean> {
    this.#closing = true;
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(failure("ABORTED", "The engine is shutting down."));
    if (!(await this.#settled(grace_ms))) {
      await this.#command("KILL QUERY WHERE Settings['log_comment'] LIKE 'request-%' ASYNC");
      if (!(await this.#settled(1_000))) return false;
    }
    for (const slot of this.#slots) slot.session?.close();
    this.#control.close();
    return true;
  }

  async #runOn(slot: Slot, script: Script, signal: AbortSignal | undefined): Promise<ChdbResult> {
    if (script.on_new_session) this.#discard(slot);
    const session = (slot.session ??= await this.#open());
    if (signal?.aborted) throw cancelled();
    this.#last_tag += 1;
    const tag = `request-${this.#last_tag}`;
    const prefix = this.#preparation(slot, script, tag);
    const ended = new AbortController();
    const kill = (): void => void this.#kill(tag, ended.signal);
    signal?.addEventListener("abort", kill, { once: true });
    try {
      const result = await session.queryAsync(prefix + script.text, { format: script.format });
      if (script.spoils_session) this.#discard(slot);
      return result;
    } catch (error) {
      this.#discard(slot);
      throw failureFromEngine(error, script.file);
    } finally {
      signal?.removeEventListener("abort", kill);
      ended.abort("ended"); // A reason given spares making an error and its stack.
    }
  }

  /** The statements that bring the session from whatever the last request left to what this one asks for. */
  #preparation(slot: Slot, script: Script, tag: string): string {
    const settings = new Map([...script.settings, ["log_comment", tag]]);
    const changes: string[] = [];
    for (const name of slot.changed) if (!settings.has(name)) changes.push(`${name} = DEFAULT`);
    for (const [name, value] of settings) changes.push(`${name} = ${quoteString(value)}`);
    for (const [name, value] of script.params) changes.push(`param_${name} = ${quoteString(value)}`);
    slot.changed = new Set(settings.keys());
    const use = slot.database === script.database ? "" : `USE ${quoteIdentifier(script.database)}; `;
    slot.database = script.database;
    return `${use}SET ${changes.join(", ")}; `;
  }

  async #acquire(signal: AbortSignal | undefined): Promise<Slot> {
    if (this.#closing) throw failure("ABORTED", "The engine is shutting down.");
    if (signal?.aborted) throw cancelled();
    const slot = this.#idle.pop();
    if (slot !== undefined) return slot;
    const { max_waiting } = this.#options;
    if (this.#waiting.length >= max_waiting) {
      throw failure("TOO_MANY_SIMULTANEOUS_QUERIES", `Too many simultaneous queries: ${max_waiting} wait already.`);
    }
    return new Promise<Slot>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(cancelled());
      };
      const waiter: Waiter = {
        serve: (freed) => {
          signal?.removeEventListener("abort", leave);
          resolve(freed);
        },
        refuse: (error) => {
          signal?.removeEventListener("abort", leave);
          reject(error);
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#waiting.push(waiter);
    });
  }

  #release(slot: Slot): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#idle.push(slot);
    else waiter.serve(slot);
  }

  async #open(): Promise<Session> {
    if (this.#unfreed >= max_unfreed_sessions) await Promise.allSettled([...this.#running]);
    return openSession(this.#options.data_dir);
  }

  #discard(slot: Slot): void {
    const { session } = slot;
    slot.session = undefined;
    slot.changed = new Set();
    slot.database = default_database;
    if (session === undefined) return;
    session.close();
    this.#unfreed += 1;
    void Promise.allSettled([...this.#running]).then(() => (this.#unfreed -= 1));
  }

  /** Again and again, since the statement may not have begun yet; SYNC would hang. */
  async #kill(tag: string, ended: AbortSignal): Promise<void> {
    for (let attempt = 0; attempt < kill_attempts && !ended.aborted; attempt += 1) {
      await this.#command(`KILL QUERY WHERE Settings['log_comment'] = ${quoteString(tag)} ASYNC`);
      await pause(kill_interval_ms);
    }
  }

  async #command(text: string): Promise<void> {
    try {
      await this.#control.queryAsync(text);
    } catch {
      // Killing is best effort, and a session that failed once is not used again.
      this.#control.close();
      this.#control = openSession(this.#options.data_dir);
    }
  }

  async #settled(timeout_ms: number): Promise<boolean> {
    const all = Promise.allSettled([...this.#running]).then(() => true);
    return Promise.race([all, pause(timeout_ms).then(() => this.#running.size === 0)]);
  }
}

/** Parameters travel as SQL here and count as such, which they do not on the server: the limit is the caller's to keep. */
function openSession(data_dir: string): Session {
  return new Session(data_dir, { connectionArgs: ["--max_query_size=1073741824"] });
}

function cancelled(): Error {
  return failure("QUERY_WAS_CANCELLED", "Query was cancelled before it began.");
}

function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
