/** Inserts planned changes table by table, and when an insert fails finds the records whose fault it is. */
import type { ClickHouseClient } from "@clickhouse/client";
import { ClickHouseError } from "@clickhouse/client";
import { faultOf, insertRows } from "lib/warehouse/insert_rows";
import { createHash } from "node:crypto";
import { Limiter } from "workers/pace";
import type { PlannedChange } from "workers/plan";

export interface InsertOutcome {
  /** Why ClickHouse will never take the record, in one sentence. */
  refused: Map<PlannedChange, string>;
  /** What could not be inserted now. */
  failed: Set<PlannedChange>;
  /** Why, when `failed` is not empty. */
  error?: unknown;
}

const inserts_at_once = 4;
const told_max = 50_000;

/**
 * Which derived rows went in lately: each of a run's jobs tells three times which commit the run is of, and ClickHouse
 * would store and merge it as often. What is forgotten, here or by a restart, goes in once more and is merged away.
 */
export class ToldRows {
  readonly #digests = new Set<string>();

  has(digest: string): boolean {
    return this.#digests.has(digest);
  }

  add(digests: Iterable<string>): void {
    for (const digest of digests) {
      const [oldest] = this.#digests;
      if (this.#digests.size >= told_max && oldest !== undefined) this.#digests.delete(oldest);
      this.#digests.add(digest);
    }
  }
}

/** @param told rows that need not be told again; what goes in now joins them. */
export async function insertChanges(
  warehouse: ClickHouseClient,
  changes: readonly PlannedChange[],
  told = new ToldRows(),
): Promise<InsertOutcome> {
  const by_table = new Map<string, PlannedChange[]>();
  for (const change of changes) {
    for (const table of change.rows.keys()) {
      const same_table = by_table.get(table) ?? [];
      same_table.push(change);
      by_table.set(table, same_table);
    }
  }
  const outcome: InsertOutcome = { refused: new Map(), failed: new Set() };
  const limiter = new Limiter(inserts_at_once);
  await Promise.all(
    [...by_table].map(([table, of_table]) =>
      limiter.run(async () => {
        try {
          for (const [change, reason] of await insertTable(warehouse, table, of_table, told)) {
            outcome.refused.set(change, reason);
          }
        } catch (error) {
          for (const change of of_table) outcome.failed.add(change);
          outcome.error ??= error;
        }
      }),
    ),
  );
  return outcome;
}

/** @returns the changes that the table refuses. @throws when the engine is at fault: then none counts as inserted. */
async function insertTable(
  warehouse: ClickHouseClient,
  table: string,
  changes: readonly PlannedChange[],
  told: ToldRows,
): Promise<Map<PlannedChange, string>> {
  const culprits: { change: PlannedChange; error: unknown }[] = [];

  const insert = async (part: readonly PlannedChange[]): Promise<void> => {
    try {
      const { rows, digests } = rowsOf(table, part, told);
      await insertRows(warehouse, table, rows);
      told.add(digests);
    } catch (error) {
      if (faultOf(error) === "engine") throw error;
      const [first] = part;
      if (first !== undefined && part.length === 1) {
        culprits.push({ change: first, error });
        return;
      }
      const middle = part.length >> 1;
      await insert(part.slice(0, middle));
      await insert(part.slice(middle));
    }
  };
  await insert(changes);

  // An error that we do not know is the records' fault only if others go in; if none does, the engine may be ill.
  const unclear = culprits.find(({ error }) => faultOf(error) === "unclear");
  if (unclear !== undefined && culprits.length === changes.length) throw unclear.error;
  return new Map(culprits.map(({ change, error }) => [change, refusal(table, error)]));
}

/** Many records tell of the same thing, as every job tells of its run: what they derive goes in once. */
function rowsOf(
  table: string,
  changes: readonly PlannedChange[],
  told: ToldRows,
): { rows: Record<string, unknown>[]; digests: Set<string> } {
  const rows: Record<string, unknown>[] = [];
  const digests = new Set<string>();
  for (const { change, rows: by_table } of changes) {
    for (const row of by_table.get(table) ?? []) {
      if (change.kind.name !== table) {
        const digest = createHash("sha1")
          .update(`${table} ${JSON.stringify(row)}`)
          .digest("base64");
        if (digests.has(digest) || told.has(digest)) continue;
        digests.add(digest);
      }
      rows.push(row);
    }
  }
  return { rows, digests };
}

function refusal(table: string, error: unknown): string {
  const type = error instanceof ClickHouseError ? error.type : undefined;
  return `ClickHouse refuses the record's row in ${table}${type === undefined ? "" : ` (${type})`}.`;
}
