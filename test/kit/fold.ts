/** What the store ends with, without a store: each record merged with what was heard of it before. */
import { recordsFromGithub } from "lib/intake/github/index";
import type { Heard, RecordFields, RecordKind } from "lib/model/records/kind";
import type { Delivery } from "test/kit/deliveries";

export interface Known {
  kind: RecordKind;
  record: RecordFields;
  revision: number;
}

/** By kind and key. */
export type State = Map<string, Known>;

export const recordsOf = (deliveries: readonly Delivery[]): Heard[] =>
  deliveries.flatMap(({ event, payload }) => recordsFromGithub(event, payload));

export function foldRecords(all: readonly Heard[], each: (known: Known) => void = () => undefined): State {
  const state: State = new Map();
  for (const { kind, record } of all) {
    const key = `${kind.name} ${record.dynamoKey}`;
    const before = state.get(key);
    const merged = before ? kind.merge(before.record, record) : record;
    const now = { kind, record: merged, revision: (before?.revision ?? 0) + 1 };
    state.set(key, now);
    each(now);
  }
  return state;
}

export const fold = (deliveries: readonly Delivery[]): State => foldRecords(recordsOf(deliveries));

/** The records alone, in key order: what two histories are compared by. */
export const recordsIn = (state: State): RecordFields[] =>
  [...state].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { record }]) => record);

/** The only record of a kind, with fields of any type. */
export function only(state: State, kind: string): Record<string, unknown> {
  const found = [...state.values()].filter((known) => known.kind.name === kind);
  if (found.length !== 1) throw new Error(`${found.length} records of ${kind}`);
  return { ...found[0]?.record };
}
