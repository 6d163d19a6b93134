/** Whose servers are spoken to with a real signature. */
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { dynamoClient } from "lib/store/client";

/** The signature that a request to the endpoint would carry. */
async function signatureFor(endpoint: string): Promise<string> {
  const client = dynamoClient({ endpoint, region: "eu-west-1" });
  let authorization = "";
  client.middlewareStack.add(
    () => (args) => {
      authorization = (args.request as { headers: Record<string, string> }).headers["authorization"] ?? "";
      return Promise.reject(new Error("not sent"));
    },
    { step: "finalizeRequest", priority: "low" },
  );
  await client.send(new ListTablesCommand({})).catch(() => undefined);
  client.destroy();
  return authorization;
}

const settings = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
const before = settings.map((name) => process.env[name]);
beforeAll(() => settings.forEach((name) => (process.env[name] = "AKIDEXAMPLE")));
afterAll(() => {
  for (const [index, name] of settings.entries()) {
    if (before[index] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[index];
  }
});

test.each([
  "aws",
  "https://dynamodb.eu-west-1.amazonaws.com",
  "https://vpce-0a1b-2c3d.dynamodb.eu-west-1.vpce.amazonaws.com",
  "https://dynamodb-fips.us-gov-west-1.amazonaws.com",
  "https://dynamodb.cn-north-1.amazonaws.com.cn",
])("%s: with one's own credentials", async (endpoint) => {
  expect(await signatureFor(endpoint)).toMatch(/Credential=AKIDEXAMPLE\/.*Signature=(?!0{64})/);
});

test.each(["http://127.0.0.1:8000", "http://dynamodb-local:8000", "https://amazonaws.com.example.org"])(
  "%s: in form only",
  async (endpoint) => {
    expect(await signatureFor(endpoint)).toMatch(/Credential=local\/.*Signature=0{64}$/);
  },
);
