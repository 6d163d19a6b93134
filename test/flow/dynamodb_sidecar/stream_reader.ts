/** What the sidecar's tests share: a table by one call, and a reader of a whole stream. */
import { CreateTableCommand, type DynamoDBClient, type StreamViewType } from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type DynamoDBStreamsClient,
  type GetShardIteratorCommandInput,
  type _Record,
} from "@aws-sdk/client-dynamodb-streams";

/** Creates a table of `key` (a string) with a stream, and answers the stream's ARN. */
export async function createStreamedTable(
  client: DynamoDBClient,
  TableName: string,
  StreamViewType: StreamViewType = "NEW_AND_OLD_IMAGES",
): Promise<string> {
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "key", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType },
    }),
  );
  return given(TableDescription?.LatestStreamArn);
}

export async function shardIterator(
  streams: DynamoDBStreamsClient,
  StreamArn: string,
  start: Pick<GetShardIteratorCommandInput, "ShardIteratorType" | "SequenceNumber"> = {
    ShardIteratorType: "TRIM_HORIZON",
  },
): Promise<string> {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const { ShardId } = given(StreamDescription?.Shards?.[0]);
  const answer = await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ...start }));
  return given(answer.ShardIterator);
}

/** Everything from an iterator to the stream's present end. */
export async function drain(streams: DynamoDBStreamsClient, iterator: string, Limit?: number): Promise<_Record[]> {
  const records: _Record[] = [];
  let next: string | undefined = iterator;
  while (next !== undefined) {
    const page: { Records?: _Record[]; NextShardIterator?: string } = await streams.send(
      new GetRecordsCommand({ ShardIterator: next, Limit }),
    );
    if (page.Records?.length === 0) break;
    records.push(...(page.Records ?? []));
    next = page.NextShardIterator;
  }
  return records;
}

export async function readStream(streams: DynamoDBStreamsClient, arn: string): Promise<_Record[]> {
  return drain(streams, await shardIterator(streams, arn));
}

/** The value, or a failed test. */
export function given<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("A value was expected");
  return value;
}
