/**
 * One table's stream: a log of records under increasing sequence numbers, in one shard that never splits.
 * A record is stored as the very JSON that `GetRecords` answers, so that reading it costs no parsing.
 */
import { itemBytes, type Image, type Item } from "engines/dynamodb/attribute_value";
import type { Database, Operation } from "engines/dynamodb/database";
import { recordPrefix, streamKey, under } from "engines/dynamodb/keys";
import { aws_region, streamArn, type StreamDefinition } from "engines/dynamodb/table_description";
import { createHash } from "node:crypto";

export interface Change {
  old: Image | undefined;
  new: Image | undefined;
  at_milliseconds: number;
}

export interface RecordPage {
  /** Each record's JSON. */
  records: string[];
  /** The last record's sequence number, or where reading began if there was none. */
  last: number;
}

/** A sequence number on the wire: 21 digits, so that it sorts alike as a text and as a number. */
export const sequenceText = (sequence: number): string => `1${String(sequence).padStart(20, "0")}`;

/** Null for what was never one of our sequence numbers. */
export function parseSequence(text: string): number | null {
  if (!/^1\d{20}$/.test(text)) return null;
  const sequence = Number(text.slice(1));
  return Number.isSafeInteger(sequence) ? sequence : null;
}

const max_page_bytes = 1024 * 1024;

/**
 * Numbers skipped at each start. A power cut may lose the last moment's records after a reader saw them and stored
 * its position: what is written next must come after that position, or the reader would pass it by.
 */
const start_gap = 1_000_000;

export class StreamLog {
  readonly arn: string;
  readonly #db: Database;
  readonly #prefix: string;
  readonly #event_id_prefix: string;
  #definition: StreamDefinition;
  #assigned: number;
  #visible: number;
  #unwritten = 0;
  #newest_milliseconds = 0;

  constructor(db: Database, definition: StreamDefinition, visible = 0, assigned = 0) {
    this.#db = db;
    this.#definition = definition;
    this.arn = streamArn(definition.table, definition.label);
    this.#prefix = recordPrefix(definition.table, definition.label);
    this.#event_id_prefix = createHash("sha256").update(this.arn).digest("hex").slice(0, 12);
    this.#visible = visible;
    this.#assigned = assigned;
  }

  /** Continues a stream where the last process left it, also when all its records are trimmed. */
  static async load(db: Database, definition: StreamDefinition): Promise<StreamLog> {
    const prefix = recordPrefix(definition.table, definition.label);
    const [newest] = await db.keys({ ...under(prefix), reverse: true, limit: 1 }).all();
    const last = newest === undefined ? 0 : parseRecordKey(prefix, newest).sequence;
    const visible = Math.max(last, definition.trimmed);
    return new StreamLog(db, definition, visible, visible + start_gap);
  }

  get definition(): StreamDefinition {
    return this.#definition;
  }

  /** The newest sequence number that a reader can see. */
  get visible(): number {
    return this.#visible;
  }

  /** The newest sequence number given out; its record may still be on its way to the disk. */
  get assigned(): number {
    return this.#assigned;
  }

  /** Whether nothing can come after a position any more. */
  isFinishedAt(position: number): boolean {
    const disabled = this.#definition.disabled_milliseconds !== undefined;
    return disabled && position >= this.#visible && this.#unwritten === 0;
  }

  definitionPut(): Operation {
    const { table, label } = this.#definition;
    return { type: "put", key: streamKey(table, label), value: JSON.stringify(this.#definition) };
  }

  disable(at_milliseconds: number): void {
    this.#definition = { ...this.#definition, disabled_milliseconds: at_milliseconds };
  }

  /** The record of a change, to be written in the change's own batch; call `onVisible` once it is written. */
  append(change: Change): { operation: Operation; onVisible: () => void } {
    const sequence = ++this.#assigned;
    this.#unwritten++;
    // Trimming stops at the first young record, so times must not run backwards when the clock does.
    this.#newest_milliseconds = Math.max(this.#newest_milliseconds, change.at_milliseconds);
    return {
      operation: {
        type: "put",
        key: `${this.#prefix}${sequenceText(sequence)}~${this.#newest_milliseconds}`,
        value: this.#recordJson(sequence, change),
      },
      onVisible: () => {
        this.#visible = sequence;
        this.#unwritten--;
      },
    };
  }

  /** Records after a sequence number: at most `limit` and about 1 MB of them, but at least one if there is any. */
  async read(after: number, limit: number): Promise<RecordPage> {
    const page: RecordPage = { records: [], last: after };
    // Workers poll idle streams all day: that must not touch the disk.
    if (after >= this.#visible) return page;
    const range = { gt: `${this.#prefix}${sequenceText(after)}~~`, lt: under(this.#prefix).lt };
    const rows = this.#db.iterator({ ...range, limit, highWaterMarkBytes: max_page_bytes / 4 });
    let bytes = 0;
    try {
      for (;;) {
        const chunk = await rows.nextv(100);
        if (chunk.length === 0) return page;
        for (const [key, record] of chunk) {
          bytes += Buffer.byteLength(record);
          if (bytes > max_page_bytes && page.records.length > 0) return page;
          page.records.push(record);
          page.last = parseRecordKey(this.#prefix, key).sequence;
        }
      }
    } finally {
      await rows.close();
    }
  }

  /** Of the oldest `limit` records those older than a time: the newest one's sequence number and key. */
  async expired(before_milliseconds: number, limit: number): Promise<{ sequence: number; range: Range } | null> {
    const start = `${this.#prefix}${sequenceText(this.#definition.trimmed)}~~`;
    const keys = this.#db.keys({ gt: start, lt: under(this.#prefix).lt, limit });
    let last: { sequence: number; key: string } | undefined;
    for await (const key of keys) {
      const { sequence, at_milliseconds } = parseRecordKey(this.#prefix, key);
      if (at_milliseconds >= before_milliseconds) break;
      last = { sequence, key };
    }
    return last === undefined ? null : { sequence: last.sequence, range: { gte: this.#prefix, lte: last.key } };
  }

  markTrimmed(sequence: number): void {
    this.#definition = { ...this.#definition, trimmed: sequence };
  }

  #recordJson(sequence: number, change: Change): string {
    const { view_type } = this.#definition;
    const keys = this.#keys(change);
    const with_new = view_type === "NEW_IMAGE" || view_type === "NEW_AND_OLD_IMAGES";
    const with_old = view_type === "OLD_IMAGE" || view_type === "NEW_AND_OLD_IMAGES";
    let bytes = itemBytes(keys);
    let images = "";
    if (with_new && change.new !== undefined) {
      images += `"NewImage":${change.new.json},`;
      bytes += itemBytes(change.new.item);
    }
    if (with_old && change.old !== undefined) {
      images += `"OldImage":${change.old.json},`;
      bytes += itemBytes(change.old.item);
    }
    const name = change.old === undefined ? "INSERT" : change.new === undefined ? "REMOVE" : "MODIFY";
    const text = sequenceText(sequence);
    return (
      `{"eventID":"${this.#event_id_prefix}${text.slice(1)}","eventName":"${name}","eventVersion":"1.1",` +
      `"eventSource":"aws:dynamodb","awsRegion":"${aws_region}","dynamodb":{` +
      `"ApproximateCreationDateTime":${Math.floor(change.at_milliseconds / 1000)},"Keys":${JSON.stringify(keys)},` +
      `${images}"SequenceNumber":"${text}","SizeBytes":${bytes},"StreamViewType":"${view_type}"}}`
    );
  }

  #keys(change: Change): Item {
    const item = change.new?.item ?? change.old?.item ?? {};
    const keys: Item = {};
    for (const { AttributeName } of this.#definition.key_schema) {
      const value = item[AttributeName];
      if (value !== undefined) keys[AttributeName] = value;
    }
    return keys;
  }
}

interface Range {
  gte: string;
  lte: string;
}

function parseRecordKey(prefix: string, key: string): { sequence: number; at_milliseconds: number } {
  const [sequence, at] = key.slice(prefix.length).split("~");
  return { sequence: Number(sequence?.slice(1)), at_milliseconds: Number(at) };
}
