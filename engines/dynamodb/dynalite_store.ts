/**
 * What dynalite's actions see as their store, one per request. dynalite parses expressions, checks conditions
 * and computes the new item; reading, locking and writing are ours.
 */
import { resourceNotFound, type ApiError } from "engines/dynamodb/api_error";
import { max_item_bytes, type Item } from "engines/dynamodb/attribute_value";
import type { Callback, Engine } from "engines/dynamodb/engine";
import { IndexReader, ItemSession } from "engines/dynamodb/item_session";
import { indexPrefix } from "engines/dynamodb/keys";
import type { TableDescription } from "engines/dynamodb/table_description";

export type RequestData = Record<string, unknown>;
export type Action = (store: RequestStore, data: RequestData, callback: Callback<object>) => void;

export interface Validation {
  types: Record<string, unknown>;
  custom?: (data: RequestData, store: { options: { maxItemSize: number } }) => string | undefined;
}

export const store_options = { maxItemSize: max_item_bytes };

/** Runs one action; whatever it throws or answers, no lock is left behind. */
export function runAction(
  engine: Engine,
  action: Action,
  data: RequestData,
): { result: Promise<object>; store: RequestStore } {
  let reject: (error: unknown) => void = () => undefined;
  const store = new RequestStore(engine, (error) => reject(error));
  const result = new Promise<object>((resolve, fail) => {
    reject = fail;
    store.guard(() => {
      action(store, data, (error, answer) => {
        if (error) fail(error);
        else resolve(answer ?? {});
      });
    })();
  });
  return { result, store };
}

export class RequestStore {
  readonly options = store_options;
  /** The item that the request found, for `ReturnValuesOnConditionCheckFailure`. */
  found: Item | undefined;
  readonly #engine: Engine;
  readonly #reject: (error: unknown) => void;
  readonly #held = new Set<string>();

  constructor(engine: Engine, reject: (error: unknown) => void) {
    this.#engine = engine;
    this.#reject = reject;
  }

  /** Turns a throw inside dynalite's callbacks into this request's failure instead of the process's. */
  guard<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
    return (...args) => {
      try {
        run(...args);
      } catch (error) {
        for (const key of this.#held) this.#engine.locks.release(key);
        this.#held.clear();
        this.#reject(error);
      }
    };
  }

  getTable(
    name: string,
    check: boolean | Callback<TableDescription>,
    callback: Callback<TableDescription> | undefined = undefined,
  ): void {
    const answer = typeof check === "function" ? check : callback;
    const table = this.#engine.tables.find(name)?.description;
    const usable = table !== undefined && (check === false || table.TableStatus === "ACTIVE");
    if (usable) answer?.(null, table);
    else answer?.(resourceNotFound("Requested resource not found"));
  }

  getItemDb(name: string): ItemSession {
    const table = this.#engine.tables.find(name);
    if (table === undefined) throw resourceNotFound("Requested resource not found");
    return new ItemSession(this.#engine, this, table);
  }

  /** Index entries are written with their item (commit.ts), so here they are only read. */
  getIndexDb(_kind: string, table: string, index: string): IndexReader {
    return new IndexReader(this.#engine.db, indexPrefix(table, index));
  }

  hold(key: string): void {
    this.#held.add(key);
  }

  release(key: string): void {
    if (this.#held.delete(key)) this.#engine.locks.release(key);
  }
}

/** dynalite's own errors and ours have the same two fields. */
export function isWireError(error: unknown): error is Pick<ApiError, "statusCode"> & { body: Record<string, unknown> } {
  return error instanceof Error && "statusCode" in error && "body" in error;
}
