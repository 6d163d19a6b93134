/** The one way to reach DynamoDB: AWS itself, or any server that speaks its protocol. */
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

export interface DynamoSettings {
  /** A URL, or "aws" for AWS itself with its usual credentials. */
  endpoint: string;
  region: string;
}

const request_timeout_ms = 5_000;
const connection_timeout_ms = 1_000;

/** Connection settings for any DynamoDB client, the streams' included. */
export function dynamoClientConfig({ endpoint, region }: DynamoSettings): DynamoDBClientConfig {
  return {
    region,
    maxAttempts: 3,
    requestHandler: {
      requestTimeout: request_timeout_ms,
      connectionTimeout: connection_timeout_ms,
      httpAgent: { keepAlive: true, maxSockets: 64 },
      httpsAgent: { keepAlive: true, maxSockets: 64 },
    },
    // A server of one's own asks for credentials in form only.
    ...(endpoint !== "aws" && { endpoint, credentials: { accessKeyId: "local", secretAccessKey: "local" } }),
  };
}

export function dynamoClient(settings: DynamoSettings): DynamoDBClient {
  return new DynamoDBClient(dynamoClientConfig(settings));
}
