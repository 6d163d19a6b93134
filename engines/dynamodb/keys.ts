/**
 * Where things live in the one LevelDB: `table~<name>`, `stream~<table>~<label>`, `item~<table>~<key>`,
 * `index~<table>~<index>~<key>` and `record~<table>~<label>~<sequence number>~<milliseconds>`.
 * Neither names nor labels may hold a `~`, which also sorts after every character they may hold.
 */

export interface KeyRange {
  gte: string;
  lt: string;
}

/** Everything under a prefix; a prefix ends in `~`. */
export const under = (prefix: string): KeyRange => ({ gte: prefix, lt: `${prefix.slice(0, -1)}\x7f` });

export const tableKey = (table: string): string => `table~${table}`;
export const streamKey = (table: string, label: string): string => `stream~${table}~${label}`;
export const itemPrefix = (table: string): string => `item~${table}~`;
export const indexPrefix = (table: string, index: string): string => `index~${table}~${index}~`;
export const tableIndexesPrefix = (table: string): string => `index~${table}~`;
export const recordPrefix = (table: string, label: string): string => `record~${table}~${label}~`;
