/** A kind of record: what it looks like, where it lives, how two sightings become one, and which rows show it. */
import type { z } from "zod";

export interface RecordFields {
  /** DynamoDB's partition key; CONTRACT §4 says how each kind spells it. */
  dynamoKey: string;
  repo: string;
}

/** One row for one ClickHouse table. The columns `revision` and `is_deleted` are the replacing engine's. */
export interface TableRow {
  table: string;
  row: Record<string, unknown>;
}

// Written with method syntax, so that a registry of all kinds can forget each one's own fields.
export interface RecordKind<Fields extends RecordFields = RecordFields> {
  /** Also the ClickHouse table's name. */
  name: string;
  /** Without the configured prefix. */
  dynamo_table: string;
  schema: z.ZodType<Fields>;
  /** Commutative, associative, idempotent. */
  merge(known: Fields, heard: Fields): Fields;
  /** Makes an oversized record fit DynamoDB's 400 KB: keeps identity, status and times, sets `truncated`. */
  fit(record: Fields): Fields;
  /** Which repository the record is news of, if not always its own; null: of none that is known. */
  newsOf?(record: Fields): string | null;
  /** @param revision counts this record's changes in the store, from 1. */
  rows(record: Fields, revision: number): TableRow[];
}

/** One record that a delivery tells us of. */
export interface Heard {
  kind: RecordKind;
  record: RecordFields;
}

/** Pairs a record with its own kind; after this the pair may travel without its type. */
export function heard<Fields extends RecordFields>(kind: RecordKind<Fields>, record: Fields): Heard {
  return { kind: kind as unknown as RecordKind, record }; // The pairing above is the proof that the two belong together.
}
