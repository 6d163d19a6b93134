/** The running parts that a request works with. */
import type { Committer } from "engines/dynamodb/committer";
import type { Database } from "engines/dynamodb/database";
import type { KeyLocks } from "engines/dynamodb/key_locks";
import type { Tables } from "engines/dynamodb/tables";

export interface Engine {
  db: Database;
  committer: Committer;
  tables: Tables;
  locks: KeyLocks;
  now: () => number;
}

/** How dynalite's actions are answered. */
export type Callback<T = void> = (error: unknown, result?: T) => void;
