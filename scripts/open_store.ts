/** Joins command-line tools to the HUD that the settings name, or else to the one that runs on the data directory. */
import { DescribeTableCommand, type DynamoDBClient, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import { findRunningHud } from "engines/data_dir";
import type { Config } from "lib/config";
import { workflowJob } from "lib/model/records/workflow_job";
import { dynamoClient } from "lib/store/client";
import { RecordStore } from "lib/store/record_store";
import { recordTable } from "lib/store/tables";
import { explain, UserMistake } from "scripts/command";

export interface OpenStore {
  store: RecordStore;
  dynamo: DynamoDBClient;
  /** The HUD's address, when it is one of this machine. */
  hud_url: string | null;
  close(): void;
}

/** @throws UserMistake when there is no HUD to write to, saying how to get one. */
export async function openStore(config: Config): Promise<OpenStore> {
  const running = findRunningHud(config.data_dir);
  const endpoint = config.dynamodb.endpoint ?? running?.dynamodb_endpoint ?? null;
  if (endpoint === null) {
    throw new UserMistake(
      `No HUD is running on ${config.data_dir}. Start one with "npm start" in another terminal, or set ` +
        "DYNAMODB_ENDPOINT to write to one elsewhere.",
    );
  }
  const { table_prefix, region } = config.dynamodb;
  const dynamo = dynamoClient({ endpoint, region });
  const table = recordTable(table_prefix, workflowJob);
  try {
    await dynamo.send(new DescribeTableCommand({ TableName: table }));
  } catch (error) {
    dynamo.destroy();
    if (error instanceof ResourceNotFoundException) {
      throw new UserMistake(`There is no table ${table} yet: start the HUD once with "npm start", which creates it.`);
    }
    const where = endpoint === "aws" ? `AWS (${region})` : endpoint;
    throw new UserMistake(`DynamoDB does not answer at ${where}: ${explain(error).split("\n", 1)[0] ?? ""}`);
  }
  return {
    store: new RecordStore(dynamo, table_prefix),
    dynamo,
    hud_url: running?.url ?? null,
    close: () => dynamo.destroy(),
  };
}
