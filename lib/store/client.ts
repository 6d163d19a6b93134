/** The one way to reach DynamoDB: AWS itself, or any server that speaks its protocol. */
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

export interface DynamoSettings {
  /** A URL, or "aws" for AWS itself; whatever is AWS's is spoken to with its usual credentials. */
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
    cacheMiddleware: true,
    requestHandler: {
      requestTimeout: request_timeout_ms,
      // Without this the SDK only warns, and waits for ever.
      throwOnRequestTimeout: true,
      connectionTimeout: connection_timeout_ms,
      httpAgent: { keepAlive: true, maxSockets: 64 },
      httpsAgent: { keepAlive: true, maxSockets: 64 },
    },
    ...(endpoint !== "aws" && { endpoint, ...(isOfAws(endpoint) ? {} : signedInFormOnly(region)) }),
  };
}

/** One of its addresses: of a VPC, FIPS, another partition. https://docs.aws.amazon.com/general/latest/gr/ddb.html */
function isOfAws(endpoint: string): boolean {
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(new URL(endpoint).hostname);
}

/** A server of one's own wants to see that a request is signed, but cannot check it; signing is a third of a request's cost. */
function signedInFormOnly(region: string): Pick<DynamoDBClientConfig, "credentials" | "signer"> {
  const scope = `local/20260101/${region}/dynamodb/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${"0".repeat(64)}`;
  return {
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    signer: {
      sign: (request) => {
        request.headers.authorization = authorization;
        return Promise.resolve(request);
      },
    },
  };
}

export function dynamoClient(settings: DynamoSettings): DynamoDBClient {
  const client = new DynamoDBClient(dynamoClientConfig(settings));
  // It copies every item for a log that nobody keeps.
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
