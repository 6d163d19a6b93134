/** A table and a stream as they are stored: the shapes that `DescribeTable` answers and that a start reads back. */
import { randomUUID } from "node:crypto";
import { z } from "zod";

const key_schema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));

const secondary_index = z.looseObject({ IndexName: z.string(), KeySchema: key_schema });

export const stream_view_type = z.enum(["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"]);

export const stream_specification = z.object({
  StreamEnabled: z.boolean(),
  StreamViewType: stream_view_type.optional(),
});

const throughput = z.looseObject({ ReadCapacityUnits: z.number(), WriteCapacityUnits: z.number() });

/** What `CreateTable` asks for, once dynalite's validation has passed it. */
export const create_table_request = z.object({
  TableName: z.string(),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) })),
  KeySchema: key_schema,
  BillingMode: z.enum(["PROVISIONED", "PAY_PER_REQUEST"]).optional(),
  ProvisionedThroughput: throughput.optional(),
  LocalSecondaryIndexes: z.array(secondary_index).optional(),
  GlobalSecondaryIndexes: z.array(secondary_index).optional(),
  StreamSpecification: stream_specification.optional(),
});

export const update_table_request = z.object({
  TableName: z.string(),
  BillingMode: z.enum(["PROVISIONED", "PAY_PER_REQUEST"]).optional(),
  ProvisionedThroughput: throughput.optional(),
  GlobalSecondaryIndexUpdates: z.array(z.unknown()).optional(),
  StreamSpecification: stream_specification.optional(),
});

export const table_description = create_table_request.omit({ BillingMode: true }).extend({
  TableArn: z.string(),
  TableId: z.string(),
  TableStatus: z.enum(["ACTIVE", "DELETING"]),
  CreationDateTime: z.number(),
  TableSizeBytes: z.number(),
  ItemCount: z.number(),
  BillingModeSummary: z.looseObject({ BillingMode: z.string() }).optional(),
  LatestStreamArn: z.string().optional(),
  LatestStreamLabel: z.string().optional(),
});

export const stream_definition = z.object({
  table: z.string(),
  /** The time of its creation, which tells a table's streams apart. */
  label: z.string(),
  view_type: stream_view_type,
  key_schema,
  created_milliseconds: z.number(),
  /** Set once disabled: what is in it can be read until it is trimmed, nothing is added. */
  disabled_milliseconds: z.number().optional(),
  /** The highest sequence number that was trimmed; 0 when nothing was. */
  trimmed: z.number(),
});

export type CreateTableRequest = z.infer<typeof create_table_request>;
export type UpdateTableRequest = z.infer<typeof update_table_request>;
export type TableDescription = z.infer<typeof table_description>;
export type SecondaryIndex = z.infer<typeof secondary_index>;
export type StreamDefinition = z.infer<typeof stream_definition>;
export type StreamViewType = z.infer<typeof stream_view_type>;

const region = "us-east-1";

export const tableArn = (table: string): string => `arn:aws:dynamodb:${region}:000000000000:table/${table}`;
export const streamArn = (table: string, label: string): string => `${tableArn(table)}/stream/${label}`;
export const aws_region = region;

/** A new table, active at once and without a stream. */
export function describeNewTable(request: CreateTableRequest, now_milliseconds: number): TableDescription {
  const { BillingMode, ...shape } = request;
  delete shape.StreamSpecification;
  const { LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = shape;
  const arn = tableArn(request.TableName);
  const described = (index: SecondaryIndex) => ({
    ...index,
    IndexArn: `${arn}/index/${index.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
  });
  const throughput = request.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  return {
    ...shape,
    ...(local && { LocalSecondaryIndexes: local.map(described) }),
    ...(global && {
      GlobalSecondaryIndexes: global.map((index) => ({ ...described(index), IndexStatus: "ACTIVE" })),
    }),
    ProvisionedThroughput: { ...throughput, NumberOfDecreasesToday: 0 },
    ...(BillingMode === "PAY_PER_REQUEST" && { BillingModeSummary: { BillingMode } }),
    TableArn: arn,
    TableId: randomUUID(),
    TableStatus: "ACTIVE",
    CreationDateTime: now_milliseconds / 1000,
    TableSizeBytes: 0,
    ItemCount: 0,
  };
}
