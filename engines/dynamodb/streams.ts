/**
 * The DynamoDB Streams API (DynamoDBStreams_20120810) over the tables' stream logs.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
import { resourceNotFound, trimmedDataAccess, unknownOperation, validationException } from "engines/dynamodb/api_error";
import { formatIterator, parseIterator } from "engines/dynamodb/shard_iterator";
import { parseSequence, sequenceText, type StreamLog } from "engines/dynamodb/stream_log";
import type { Tables } from "engines/dynamodb/tables";
import { z } from "zod";

export interface StreamsContext {
  tables: Tables;
  now: () => number;
}

/** A stream has one shard: nothing here is large enough to split. */
const shard_id = "shardId-00000000000000000000-00000001";

const stream_arn = z.string().min(37).max(1024);
const shard_id_text = z.string().min(28).max(65);
const page_limit = z.int().min(1).max(100).default(100);

const list_streams = z.object({
  TableName: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{3,255}$/)
    .optional(),
  Limit: page_limit,
  ExclusiveStartStreamArn: stream_arn.optional(),
});

const describe_stream = z.object({
  StreamArn: stream_arn,
  Limit: page_limit,
  ExclusiveStartShardId: shard_id_text.optional(),
  ShardFilter: z.object({ Type: z.literal("CHILD_SHARDS"), ShardId: shard_id_text }).optional(),
});

const get_shard_iterator = z.object({
  StreamArn: stream_arn,
  ShardId: shard_id_text,
  ShardIteratorType: z.enum(["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]),
  SequenceNumber: z.string().min(21).max(40).optional(),
});

const get_records = z.object({
  ShardIterator: z.string().min(1).max(2048),
  Limit: z.int().min(1).max(1000).default(1000),
});

/** Answers one request of the Streams API as JSON text, or throws its error. */
export async function callStreams(context: StreamsContext, name: string, body: unknown): Promise<string> {
  switch (name) {
    case "ListStreams":
      return JSON.stringify(listStreams(context, parse(list_streams, body)));
    case "DescribeStream":
      return JSON.stringify(describeStream(context, parse(describe_stream, body)));
    case "GetShardIterator":
      return JSON.stringify(getShardIterator(context, parse(get_shard_iterator, body)));
    case "GetRecords":
      return getRecords(context, parse(get_records, body));
    default:
      throw unknownOperation(`DynamoDB Streams has no operation ${name}`);
  }
}

function listStreams({ tables }: StreamsContext, request: z.infer<typeof list_streams>): object {
  const { TableName, Limit, ExclusiveStartStreamArn = "" } = request;
  const streams = tables
    .streams()
    .filter(
      ({ arn, definition }) => arn > ExclusiveStartStreamArn && (TableName ?? definition.table) === definition.table,
    );
  const page = streams.slice(0, Limit);
  return {
    Streams: page.map(({ arn, definition }) => ({
      StreamArn: arn,
      StreamLabel: definition.label,
      TableName: definition.table,
    })),
    ...(streams.length > Limit && { LastEvaluatedStreamArn: page.at(-1)?.arn }),
  };
}

function describeStream({ tables }: StreamsContext, request: z.infer<typeof describe_stream>): object {
  const { arn, definition, visible } = findStream(tables, request.StreamArn);
  const disabled = definition.disabled_milliseconds !== undefined;
  // No shard comes after the only one, and it has no children.
  const has_shard = (request.ExclusiveStartShardId ?? "") < shard_id && request.ShardFilter === undefined;
  const range = {
    StartingSequenceNumber: sequenceText(1),
    ...(disabled && { EndingSequenceNumber: sequenceText(Math.max(visible, 1)) }),
  };
  return {
    StreamDescription: {
      StreamArn: arn,
      StreamLabel: definition.label,
      StreamStatus: disabled ? "DISABLED" : "ENABLED",
      StreamViewType: definition.view_type,
      CreationRequestDateTime: definition.created_milliseconds / 1000,
      TableName: definition.table,
      KeySchema: definition.key_schema,
      Shards: has_shard ? [{ ShardId: shard_id, SequenceNumberRange: range }] : [],
    },
  };
}

function getShardIterator({ tables, now }: StreamsContext, request: z.infer<typeof get_shard_iterator>): object {
  const stream = findStream(tables, request.StreamArn);
  if (request.ShardId !== shard_id) {
    throw resourceNotFound(
      `Requested resource not found: Shard: ${request.ShardId} in Stream: ${stream.arn} not found`,
    );
  }
  return { ShardIterator: formatIterator({ arn: stream.arn, after: startingPoint(stream, request) }, now()) };
}

/** The sequence number after which to read; null for the oldest record at the time of reading. */
function startingPoint(stream: StreamLog, request: z.infer<typeof get_shard_iterator>): number | null {
  const { ShardIteratorType: type, SequenceNumber: text } = request;
  if (type === "TRIM_HORIZON" || type === "LATEST") {
    if (text !== undefined) throw validationException(`SequenceNumber must not be given with ${type}`);
    return type === "LATEST" ? stream.visible : null;
  }
  if (text === undefined) throw validationException(`SequenceNumber is required with ${type}`);
  const sequence = parseSequence(text);
  if (sequence === null || sequence < 1 || sequence > stream.assigned) {
    throw validationException(`Invalid SequenceNumber: ${text} is not of this shard`);
  }
  const after = type === "AFTER_SEQUENCE_NUMBER" ? sequence : sequence - 1;
  if (after < stream.definition.trimmed) throw trimmedDataAccess();
  return after;
}

async function getRecords({ tables, now }: StreamsContext, request: z.infer<typeof get_records>): Promise<string> {
  const position = parseIterator(request.ShardIterator, now());
  const stream = findStream(tables, position.arn);
  const { trimmed } = stream.definition;
  if (position.after !== null && position.after < trimmed) throw trimmedDataAccess();
  const page = await stream.read(position.after ?? trimmed, request.Limit);
  const finished = stream.isFinishedAt(page.last);
  const next = formatIterator({ arn: stream.arn, after: page.last }, now());
  // The records are JSON already; a finished shard has no next iterator.
  return `{"Records":[${page.records.join(",")}]${finished ? "" : `,"NextShardIterator":${JSON.stringify(next)}`}}`;
}

function findStream(tables: Tables, arn: string): StreamLog {
  const [, name] = /^arn:aws:dynamodb:[^:]+:\d{12}:table\/([a-zA-Z0-9_.-]+)\/stream\/.+$/.exec(arn) ?? [];
  if (name === undefined) throw validationException("Invalid StreamArn");
  const table = tables.find(name);
  const stream = [table?.stream, ...(table?.past_streams ?? [])].find((candidate) => candidate?.arn === arn);
  if (stream === undefined || table?.description.TableStatus !== "ACTIVE") {
    throw resourceNotFound(`Requested resource not found: Stream: ${arn} not found`);
  }
  return stream;
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(
    (issue) => `Value at '${issue.path.join(".")}' failed to satisfy constraint: ${issue.message}`,
  );
  const count = `${complaints.length} validation error${complaints.length === 1 ? "" : "s"}`;
  throw validationException(`${count} detected: ${complaints.join("; ")}`);
}
