/** The tables and their streams: kept in memory, written through; create, update and delete. */
import { resourceInUse, resourceNotFound, validationException } from "engines/dynamodb/api_error";
import type { Committer } from "engines/dynamodb/committer";
import type { Database, Operation } from "engines/dynamodb/database";
import * as keys from "engines/dynamodb/keys";
import { StreamLog } from "engines/dynamodb/stream_log";
import {
  describeNewTable,
  stream_definition,
  streamArn,
  table_description,
  type CreateTableRequest,
  type StreamViewType,
  type TableDescription,
  type UpdateTableRequest,
} from "engines/dynamodb/table_description";

export interface Table {
  description: TableDescription;
  /** The enabled stream, if any. */
  stream: StreamLog | undefined;
  /** Disabled streams that still hold records. */
  past_streams: StreamLog[];
}

export class Tables {
  readonly #db: Database;
  readonly #committer: Committer;
  readonly #now: () => number;
  readonly #tables = new Map<string, Table>();
  #last_label_milliseconds = 0;

  constructor(db: Database, committer: Committer, now: () => number) {
    this.#db = db;
    this.#committer = committer;
    this.#now = now;
  }

  /** Reads every table and stream back, and finishes deletions that a stop interrupted. */
  async load(): Promise<void> {
    for await (const json of this.#db.values(keys.under("table~"))) {
      const description = table_description.parse(JSON.parse(json));
      this.#tables.set(description.TableName, { description, stream: undefined, past_streams: [] });
    }
    for await (const json of this.#db.values(keys.under("stream~"))) {
      const definition = stream_definition.parse(JSON.parse(json));
      const stream = await StreamLog.load(this.#db, definition);
      const table = this.#tables.get(definition.table);
      if (definition.disabled_milliseconds !== undefined) table?.past_streams.push(stream);
      else if (table !== undefined) table.stream = stream;
      this.#last_label_milliseconds = Math.max(this.#last_label_milliseconds, definition.created_milliseconds);
    }
    for (const table of [...this.#tables.values()]) {
      if (table.description.TableStatus === "DELETING") await this.#drop(table);
    }
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** @throws ResourceNotFoundException */
  get(name: string): Table {
    const table = this.#tables.get(name);
    if (table === undefined) throw resourceNotFound(`Requested resource not found: Table: ${name} not found`);
    return table;
  }

  names(): string[] {
    return [...this.#tables.keys()].sort();
  }

  /** Every stream, enabled or past, ordered by ARN. */
  streams(): StreamLog[] {
    return [...this.#tables.values()]
      .filter((table) => table.description.TableStatus === "ACTIVE")
      .flatMap((table) => (table.stream === undefined ? table.past_streams : [...table.past_streams, table.stream]))
      .sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** A table is active at once: there is nothing to wait for. */
  async create(request: CreateTableRequest): Promise<TableDescription> {
    const name = request.TableName;
    if (this.#tables.has(name)) throw resourceInUse(`Table already exists: ${name}`);
    const view_type = enabledViewType(request.StreamSpecification);
    const table: Table = { description: describeNewTable(request, this.#now()), stream: undefined, past_streams: [] };
    const operations = view_type === null ? [] : [this.#enableStream(table, view_type)];
    this.#tables.set(name, table);
    await this.#committer.submit([tablePut(table), ...operations]);
    return table.description;
  }

  async update(request: UpdateTableRequest): Promise<TableDescription> {
    const table = this.get(request.TableName);
    if (table.description.TableStatus === "DELETING") throw beingDeleted(request.TableName);
    if (request.GlobalSecondaryIndexUpdates !== undefined && request.GlobalSecondaryIndexUpdates.length > 0) {
      throw validationException("The embedded DynamoDB cannot change the indexes of a table: create the table anew");
    }
    const operations = this.#changeStream(table, request);
    if (request.BillingMode !== undefined) {
      table.description = { ...table.description, BillingModeSummary: { BillingMode: request.BillingMode } };
    }
    if (request.ProvisionedThroughput !== undefined) {
      const throughput = { ...table.description.ProvisionedThroughput, ...request.ProvisionedThroughput };
      table.description = { ...table.description, ProvisionedThroughput: throughput };
    }
    await this.#committer.submit([tablePut(table), ...operations]);
    return table.description;
  }

  /** Answers once the table, its items and its streams are gone. */
  async delete(name: string): Promise<TableDescription> {
    const table = this.get(name);
    if (table.description.TableStatus === "DELETING") throw beingDeleted(name);
    table.description = { ...table.description, TableStatus: "DELETING" };
    // The committer keeps order: no commit of this table can follow this one.
    await this.#committer.submit([tablePut(table)]);
    await this.#drop(table);
    return table.description;
  }

  /** Forgets a past stream that holds nothing any more. */
  async forgetStream(stream: StreamLog): Promise<void> {
    const { table: name, label } = stream.definition;
    const table = this.#tables.get(name);
    if (table !== undefined) table.past_streams = table.past_streams.filter((other) => other !== stream);
    await this.#committer.submit([{ type: "del", key: keys.streamKey(name, label) }]);
  }

  async #drop(table: Table): Promise<void> {
    const name = table.description.TableName;
    for (const prefix of [keys.itemPrefix(name), keys.tableIndexesPrefix(name), `record~${name}~`]) {
      await this.#db.clear(keys.under(prefix));
    }
    await this.#db.clear(keys.under(`stream~${name}~`));
    await this.#committer.submit([{ type: "del", key: keys.tableKey(name) }]);
    this.#tables.delete(name);
  }

  #enableStream(table: Table, view_type: StreamViewType): Operation {
    const name = table.description.TableName;
    // Labels are times to the millisecond, and two streams of a table must not share one.
    const created_milliseconds = Math.max(this.#now(), this.#last_label_milliseconds + 1);
    this.#last_label_milliseconds = created_milliseconds;
    const label = new Date(created_milliseconds).toISOString().slice(0, -1);
    const { KeySchema } = table.description;
    const definition = { table: name, label, view_type, key_schema: KeySchema, created_milliseconds, trimmed: 0 };
    const stream = new StreamLog(this.#db, definition);
    table.stream = stream;
    table.description = {
      ...table.description,
      StreamSpecification: { StreamEnabled: true, StreamViewType: view_type },
      LatestStreamLabel: label,
      LatestStreamArn: streamArn(name, label),
    };
    return stream.definitionPut();
  }

  #changeStream(table: Table, request: UpdateTableRequest): Operation[] {
    if (request.StreamSpecification === undefined) return [];
    const view_type = enabledViewType(request.StreamSpecification);
    const { stream } = table;
    if (view_type !== null) {
      if (stream !== undefined) {
        throw validationException(`Table already has an enabled stream: TableName: ${request.TableName}`);
      }
      return [this.#enableStream(table, view_type)];
    }
    if (stream === undefined) {
      throw validationException(`Table already has a disabled stream: TableName: ${request.TableName}`);
    }
    stream.disable(this.#now());
    table.past_streams = [...table.past_streams, stream];
    table.stream = undefined;
    table.description = { ...table.description };
    delete table.description.StreamSpecification;
    return [stream.definitionPut()];
  }
}

const tablePut = (table: Table): Operation => ({
  type: "put",
  key: keys.tableKey(table.description.TableName),
  value: JSON.stringify(table.description),
});

const beingDeleted = (name: string) =>
  resourceInUse(`Attempt to change a resource which is still in use: Table is being deleted: ${name}`);

/** Null when the request wants no stream. */
function enabledViewType(specification: CreateTableRequest["StreamSpecification"]): StreamViewType | null {
  if (specification === undefined) return null;
  if (!specification.StreamEnabled) {
    if (specification.StreamViewType === undefined) return null;
    throw validationException(
      "One or more parameter values were invalid: Table is being created or updated with stream disabled, " +
        "a StreamViewType must not be given",
    );
  }
  if (specification.StreamViewType === undefined) {
    throw validationException(
      "One or more parameter values were invalid: StreamViewType is required to enable a stream",
    );
  }
  return specification.StreamViewType;
}
