/** Writes one item: the item, its index entries and its stream record in one LevelDB batch, all or none. */
import { resourceNotFound, validationException } from "engines/dynamodb/api_error";
import { itemBytes, max_item_bytes, sameImage, type Image } from "engines/dynamodb/attribute_value";
import type { Committer } from "engines/dynamodb/committer";
import type { Operation } from "engines/dynamodb/database";
import { indexPrefix, itemPrefix } from "engines/dynamodb/keys";
import type { Table, Tables } from "engines/dynamodb/tables";
import dynalite_db from "dynalite/db/index.js";

export interface ItemChange {
  table: Table;
  /** The item's place among the table's items. */
  key: string;
  /** What was read under the item's lock. */
  old: Image | undefined;
  /** Undefined deletes. */
  new: Image | undefined;
}

/**
 * Resolves when the change is on disk. As in DynamoDB, writing what is there already makes no stream record.
 * @throws ValidationException for an item over 400 KB, ResourceNotFoundException when its table has gone
 */
export async function commitItem(
  tables: Tables,
  committer: Committer,
  change: ItemChange,
  now_milliseconds: number,
): Promise<void> {
  const { table, old } = change;
  if (change.new === undefined ? old === undefined : old !== undefined && sameImage(old, change.new)) return;
  if (change.new !== undefined && itemBytes(change.new.item) > max_item_bytes) {
    throw validationException("Item size has exceeded the maximum allowed size");
  }
  const { TableName, TableStatus } = table.description;
  if (TableStatus !== "ACTIVE" || tables.find(TableName) !== table) {
    throw resourceNotFound("Requested resource not found");
  }
  const key = itemPrefix(TableName) + change.key;
  const operations: Operation[] = [
    change.new === undefined ? { type: "del", key } : { type: "put", key, value: change.new.json },
    ...indexOperations(change),
  ];
  const record = table.stream?.append({ old, new: change.new, at_milliseconds: now_milliseconds });
  if (record !== undefined) operations.push(record.operation);
  // From taking the sequence number to here nothing waits, so numbers are submitted in their order.
  await committer.submit(operations, record?.onVisible);
}

function indexOperations({ table, old, new: current }: ItemChange): Operation[] {
  const { TableName, LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = table.description;
  const indexes = [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes];
  if (indexes.length === 0) return [];
  const { puts, deletes } = dynalite_db.getIndexActions(indexes, old?.item, current?.item, table.description);
  return [
    ...deletes.map(({ index, key }): Operation => ({ type: "del", key: indexPrefix(TableName, index) + key })),
    ...puts.map(({ index, key, item }): Operation => ({
      type: "put",
      key: indexPrefix(TableName, index) + key,
      value: JSON.stringify(item),
    })),
  ];
}
