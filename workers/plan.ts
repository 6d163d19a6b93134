/** Computes what a batch of changes means for ClickHouse: which rows, of which tables; and which records mean nothing. */
import type { RecordKind } from "lib/model/records/kind";
import type { ChangeEvent, ItemImage } from "workers/change_record";
import { z } from "zod";

type Row = Record<string, unknown>;

/** One record as it shall be replicated. */
export interface Change {
  kind: RecordKind;
  dynamoKey: string;
  event: ChangeEvent;
  /** The stored item; of a removed record the one that was removed. */
  image: ItemImage | null;
  /** When it was written. */
  created_at: string;
}

export interface PlannedChange {
  change: Change;
  /** Which repository it is news of. */
  repo: string | null;
  revision: number;
  /** By ClickHouse table. */
  rows: Map<string, Row[]>;
}

export type Plan = PlannedChange | { change: Change; refused: string };

const Revision = z.looseObject({ revision: z.int().positive() });

/** The revision that an image claims, 0 if none; for comparing and for parking, where any is better than none. */
export function claimedRevision({ image, event }: Pick<Change, "image" | "event">): number {
  const parsed = Revision.safeParse(image);
  return parsed.success ? parsed.data.revision + (event === "REMOVE" ? 1 : 0) : 0;
}

/**
 * Of each record only the newest change: its rows hold all that the older ones' would.
 * Of equals the later in the batch.
 */
export function newestOfEach(changes: readonly Change[]): Change[] {
  const newest = new Map<string, { change: Change; revision: number }>();
  for (const change of changes) {
    const key = `${change.kind.name}/${change.dynamoKey}`;
    const revision = claimedRevision(change);
    const known = newest.get(key);
    if (known === undefined || revision >= known.revision) newest.set(key, { change, revision });
  }
  return [...newest.values()].map(({ change }) => change);
}

/** Never throws: a record that is not what its kind promises is refused, with a sentence that says why. */
export function plan(change: Change): Plan {
  const { kind, image, event } = change;
  if (image === null) return { change, refused: "The stream's record brings no image." };
  const head = Revision.safeParse(image);
  if (!head.success) return { change, refused: "The stored record has no valid revision." };
  const { revision: stored_revision, ...fields } = head.data;
  const record = kind.schema.safeParse(fields);
  if (!record.success)
    return { change, refused: `The stored record is not a ${kind.name}: ${firstIssue(record.error)}.` };

  const revision = claimedRevision({ image, event });
  try {
    const rows = kind.rows(record.data, event === "REMOVE" ? revision : stored_revision);
    const by_table = new Map<string, Row[]>();
    for (const { table, row } of rows) {
      // A removed record takes along the rows that are of it alone; what it told of commits and branches stays true.
      if (event === "REMOVE" && !("is_deleted" in row)) continue;
      const same_table = by_table.get(table) ?? [];
      same_table.push(event === "REMOVE" ? { ...row, is_deleted: 1 } : row);
      by_table.set(table, same_table);
    }
    const repo = kind.newsOf ? kind.newsOf(record.data) : record.data.repo;
    return { change, repo, revision, rows: by_table };
  } catch (error) {
    // A kind's rows are ours to get right; until they are, the record waits where it is seen.
    return {
      change,
      refused: `No row can be made of the record: ${error instanceof Error ? error.message : "unknown"}.`,
    };
  }
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue === undefined) return "unknown";
  const message = issue.message.replace(/\.$/, "");
  return issue.path.length > 0 ? `${issue.path.join(".")}: ${message}` : message;
}
