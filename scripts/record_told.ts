/** The write path of command-line tools: the same translators and the same store as the webhook's, and a tally. */
import type { RecordStore } from "lib/store/record_store";
import { explain } from "scripts/command";
import { translatorOf } from "scripts/translators";
import { ZodError } from "zod";

export type Outcome = "stored" | "unchanged" | "ignored";

/** What was told cannot be understood; its neighbours can. */
export class Malformed extends Error {
  override name = "Malformed";
}

/** The store did not take it: so it may go for all that follows. */
export class StoreFailed extends Error {
  override name = "StoreFailed";
}

/**
 * Records what one message tells; without a store, only tries whether it can be understood.
 * @throws Malformed, StoreFailed
 */
export async function recordTold(
  store: Pick<RecordStore, "merge"> | null,
  event: string,
  payload: unknown,
): Promise<Outcome> {
  let records;
  try {
    records = translatorOf(event).records(payload);
  } catch (error) {
    throw new Malformed(error instanceof ZodError ? firstIssue(error) : explain(error));
  }
  if (records.length === 0) return "ignored";
  if (!store) return "unchanged";
  try {
    const outcomes = await Promise.all(records.map((record) => store.merge(record)));
    return outcomes.includes("stored") ? "stored" : "unchanged";
  } catch (error) {
    throw new StoreFailed(explain(error).split("\n", 1)[0]);
  }
}

function firstIssue({ issues: [issue] }: ZodError): string {
  return issue ? `${issue.path.join(".")}: ${issue.message}` : "not as promised";
}

const failures_shown_max = 20;

export interface Counts {
  stored: number;
  unchanged: number;
  ignored: number;
  failed: number;
}

/** Counts per event, and the first of the failures. */
export class Tally {
  readonly events = new Map<string, Counts>();
  private readonly failures: string[] = [];
  failed = 0;

  count(event: string, outcome: keyof Counts): void {
    const counts = this.events.get(event) ?? { stored: 0, unchanged: 0, ignored: 0, failed: 0 };
    counts[outcome] += 1;
    this.events.set(event, counts);
  }

  fail(event: string, sentence: string): void {
    this.count(event, "failed");
    this.failed += 1;
    if (this.failures.length < failures_shown_max) this.failures.push(sentence);
  }

  of(event: string): number {
    const { stored = 0, unchanged = 0 } = this.events.get(event) ?? {};
    return stored + unchanged;
  }

  get total(): number {
    let total = 0;
    for (const counts of this.events.values()) total += Object.values(counts).reduce((sum, count) => sum + count, 0);
    return total;
  }

  /** A table, and below it what failed. @param shown which counts, and what to call them. */
  report(shown: readonly (readonly [keyof Counts, string])[]): string {
    const rows = [...this.events].sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = [
      ["", ...shown.map(([, title]) => title)],
      ...rows.map(([event, counts]) => [event, ...shown.map(([column]) => counts[column].toLocaleString("en"))]),
    ];
    const widths = shown.map((_, index) => Math.max(...lines.map((line) => line[index + 1]?.length ?? 0)));
    const name_width = Math.max(...lines.map(([name = ""]) => name.length));
    const table = lines.map(([name = "", ...cells]) =>
      `  ${name.padEnd(name_width)}${cells.map((cell, index) => `  ${cell.padStart(widths[index] ?? 0)}`).join("")}`.trimEnd(),
    );
    const more = this.failed - this.failures.length;
    return [
      ...(rows.length > 0 ? table : ["  nothing"]),
      ...(this.failed > 0 ? ["", `${this.failed.toLocaleString("en")} failed:`] : []),
      ...this.failures.map((failure) => `  ${failure}`),
      ...(more > 0 ? [`  … and ${more.toLocaleString("en")} more`] : []),
    ].join("\n");
  }
}
