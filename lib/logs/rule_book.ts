/** The rules in force: those of the file and those that people saved, read anew every few seconds. */
import { type ClickHouseClient, ClickHouseError } from "@clickhouse/client";
import { type FailureRule, rulesFor, type WrittenRule } from "lib/model/failure_rule";
import { BadPattern, checkPattern, isAboutPattern } from "lib/logs/classify";
import { readRules } from "lib/logs/rules_file";
import type { SavedRules } from "lib/store/saved_rules";

const fresh_ms = 5_000;

export class RuleBook {
  #read: { at: number; written: Promise<readonly WrittenRule[]> } | undefined;
  /** Patterns that this engine refuses, with its reason. */
  readonly #refused = new Map<string, string>();

  constructor(
    private readonly saved: SavedRules,
    private readonly warehouse: ClickHouseClient,
    private readonly file?: string,
  ) {}

  /** Every rule as it was written down, whatever repository it is for. */
  async written(): Promise<readonly WrittenRule[]> {
    const now = performance.now();
    if (!this.#read || now - this.#read.at > fresh_ms) {
      const written = this.#readAll();
      this.#read = { at: now, written };
      written.catch(() => (this.#read = undefined));
    }
    return this.#read.written;
  }

  /** In the order in which they are tried, without those that the engine is known to refuse. */
  async rulesFor(repo: string): Promise<FailureRule[]> {
    return rulesFor(await this.written(), repo).filter(({ pattern }) => !this.#refused.has(pattern));
  }

  /** Call it after a change: the next question reads them anew. */
  forget(): void {
    this.#read = undefined;
  }

  /**
   * Does `work` with a repository's rules. One bad pattern spoils a match with all of them: when the engine complains,
   * the culprits are found, left out from then on, and the work is done again.
   */
  async withRules<Result>(repo: string, work: (rules: FailureRule[]) => Promise<Result>): Promise<Result> {
    const rules = await this.rulesFor(repo);
    try {
      return await work(rules);
    } catch (error) {
      if (!(error instanceof ClickHouseError) || !isAboutPattern(error)) throw error;
      if (!(await this.#findCulprits(rules))) throw error;
      return work(await this.rulesFor(repo));
    }
  }

  /** What the engine refuses, by pattern. */
  get refused(): ReadonlyMap<string, string> {
    return this.#refused;
  }

  async #readAll(): Promise<readonly WrittenRule[]> {
    const [file, saved] = await Promise.all([readRules(this.file), this.saved.list()]);
    return [...file, ...saved];
  }

  async #findCulprits(rules: readonly FailureRule[]): Promise<boolean> {
    const known = this.#refused.size;
    for (const { pattern } of rules) {
      try {
        await checkPattern(this.warehouse, pattern);
      } catch (error) {
        if (!(error instanceof BadPattern)) throw error;
        this.#refused.set(pattern, error.message);
      }
    }
    return this.#refused.size > known;
  }
}
