/** A DynamoDB Streams server whose shards split, close, expire and forget at a test's word. */
import { createServer } from "node:http";
import { z } from "zod";

interface FakeShard {
  parent: string | undefined;
  closed: boolean;
  /** Sequence numbers count from 1; those up to `trimmed` are forgotten. */
  records: number;
  trimmed: number;
}

export interface FakeStreams {
  url: string;
  shards: Map<string, FakeShard>;
  /** How often each operation has been called. */
  calls: Map<string, number>;
  addShard(name: string, parent?: string): void;
  /** Appends records; the n-th of a shard has the key "<shard>/<n>". */
  append(name: string, count: number): void;
  close(name: string): void;
  /** Iterators given out so far are no longer taken. */
  expireIterators(): void;
  /** How many of the next requests fail with an internal error. */
  failing: number;
  stop(): Promise<void>;
}

const Request = z.object({
  ShardId: z.string().optional(),
  ShardIteratorType: z.string().optional(),
  SequenceNumber: z.string().optional(),
  ShardIterator: z.string().optional(),
  ExclusiveStartShardId: z.string().optional(),
  Limit: z.number().default(1_000),
});
const Iterator = z.object({ shard: z.string(), after: z.number(), generation: z.number() });

/** One page of DescribeStream: small, so that paging is tried. */
const shards_a_page = 2;
const sequenceText = (sequence: number): string => String(sequence).padStart(21, "0");

class Refusal extends Error {}

export async function startFakeStreams(): Promise<FakeStreams> {
  const shards = new Map<string, FakeShard>();
  const calls = new Map<string, number>();
  let generation = 0;
  const at = (name: string): FakeShard => {
    const shard = shards.get(name);
    if (!shard) throw new Refusal("ResourceNotFoundException");
    return shard;
  };
  const iterator = (shard: string, after: number): string => JSON.stringify({ shard, after, generation });

  const answers: Record<string, (request: z.infer<typeof Request>) => unknown> = {
    DescribeStream: ({ ExclusiveStartShardId }) => {
      const names = [...shards.keys()];
      const start = ExclusiveStartShardId === undefined ? 0 : names.indexOf(ExclusiveStartShardId) + 1;
      const page = names.slice(start, start + shards_a_page);
      const more = start + shards_a_page < names.length;
      return {
        StreamDescription: {
          Shards: page.map((name) => ({ ShardId: name, ParentShardId: at(name).parent })),
          ...(more && { LastEvaluatedShardId: page.at(-1) }),
        },
      };
    },
    GetShardIterator: ({ ShardId = "", ShardIteratorType, SequenceNumber }) => {
      const shard = at(ShardId);
      if (ShardIteratorType === "TRIM_HORIZON") return { ShardIterator: iterator(ShardId, shard.trimmed) };
      if (Number(SequenceNumber) <= shard.trimmed) throw new Refusal("TrimmedDataAccessException");
      return { ShardIterator: iterator(ShardId, Number(SequenceNumber)) };
    },
    GetRecords: ({ ShardIterator = "{}", Limit }) => {
      const { shard: name, after, generation: made_in } = Iterator.parse(JSON.parse(ShardIterator));
      if (made_in !== generation) throw new Refusal("ExpiredIteratorException");
      const shard = at(name);
      if (after < shard.trimmed) throw new Refusal("TrimmedDataAccessException");
      const last = Math.min(shard.records, after + Limit);
      const Records = Array.from({ length: last - after }, (_, index) => ({
        eventName: "INSERT",
        dynamodb: {
          ...{
            Keys: { dynamoKey: { S: `${name}/${after + index + 1}` } },
            SequenceNumber: sequenceText(after + index + 1),
          },
          ...{ ApproximateCreationDateTime: Math.floor(Date.now() / 1000), SizeBytes: 100 },
          NewImage: { dynamoKey: { S: `${name}/${after + index + 1}` }, count: { N: String(after + index + 1) } },
        },
      }));
      const ended = shard.closed && last === shard.records;
      return { Records, ...(!ended && { NextShardIterator: iterator(name, last) }) };
    },
  };

  const fake: Omit<FakeStreams, "url" | "stop"> = {
    shards,
    calls,
    failing: 0,
    addShard: (name, parent) => shards.set(name, { parent, closed: false, records: 0, trimmed: 0 }),
    append: (name, count) => (at(name).records += count),
    close: (name) => (at(name).closed = true),
    expireIterators: () => generation++,
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const send = (status: number, body: unknown): void => {
        response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
      };
      const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      if (fake.failing > 0) {
        fake.failing--;
        return send(500, { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message: "for the test" });
      }
      try {
        send(200, answers[operation]?.(Request.parse(JSON.parse(Buffer.concat(chunks).toString()))));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        send(400, { __type: `com.amazonaws.dynamodb.v20120810#${error.message}`, message: "for the test" });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
