/** Who the sidecar answers, and how it refuses what is not DynamoDB's protocol. */
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { request } from "node:http";

let dynamodb: TestDynamodb;
beforeAll(async () => {
  dynamodb = await startDynamodb();
});
afterAll(() => dynamodb.stop());

const sdk_headers = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": "DynamoDB_20120810.ListTables",
};

function post(headers: Record<string, string>, body = "{}"): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(dynamodb.url, { method: "POST", headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, body: text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

test("a local client is answered, whatever it calls this machine", async () => {
  const { port } = new URL(dynamodb.url);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, "localhost", `[::1]:${port}`]) {
    expect(await post({ ...sdk_headers, host })).toEqual({ status: 200, body: '{"TableNames":[]}' });
  }
});

test("a web page is refused, and so is a name that merely points here", async () => {
  const pages: Record<string, string>[] = [
    { origin: "https://example.com" },
    { origin: "null" },
    { host: "rebound.example.com" },
    { host: "127.0.0.1.example.com:80" },
  ];
  for (const headers of pages) {
    const { status, body } = await post({ ...sdk_headers, ...headers });
    expect(status).toBe(403);
    expect(body).toContain("AccessDeniedException");
  }
});

test("what is not the protocol is refused", async () => {
  expect((await post({ ...sdk_headers }, "{")).body).toContain("SerializationException");
  expect((await post({ ...sdk_headers }, "[]")).status).toBe(400);
  expect((await post({ ...sdk_headers }, "null")).body).toContain("SerializationException");
  expect((await post({}, "{}")).body).toContain("UnknownOperationException");
  expect((await post({ "x-amz-target": "DynamoDB_20120810.constructor" })).body).toContain("does not support");
  expect((await post({ "x-amz-target": "SomethingElse.ListTables" })).body).toContain("UnknownOperationException");
  const streams = { "x-amz-target": "DynamoDBStreams_20120810.GetShardIterator" };
  expect((await post(streams, "[]")).body).toContain("ValidationException");
});

test("a request over 16 MB is refused without being kept", async () => {
  const answer = await post({ ...sdk_headers }, "x".repeat(17 * 1024 * 1024)).catch((error: unknown) => error);
  // The server closes before the client has sent everything: it sees the refusal or the closed connection.
  expect(answer).toMatchObject(
    answer instanceof Error ? { code: expect.stringMatching(/EPIPE|ECONNRESET/) } : { status: 413 },
  );
  expect((await post(sdk_headers)).status).toBe(200);
});
