/** Finding the records whose fault a failed insert is, against a server that speaks ClickHouse's protocol. */
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { createServer, type Server } from "node:http";
import { workflowJob } from "lib/model/records/workflow_job";
import type { RecordKind } from "lib/model/records/kind";
import { sampleJob, storedItem } from "test/kit/sample_records";
import { insertChanges, ToldRows } from "workers/insert_changes";
import { plan, type PlannedChange } from "workers/plan";

interface Insert {
  table: string;
  rows: string[];
}

/** What the server says to an insert; undefined: it takes it. */
let answer: (insert: Insert) => { status: number; text: string } | undefined;
let inserts: Insert[] = [];
let server: Server;
let client: ClickHouseClient;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const query = new URL(request.url ?? "", "http://x").searchParams.get("query") ?? "";
      const rows = Buffer.concat(chunks).toString().trim().split("\n");
      const insert = { table: /INSERT INTO (\w+)/.exec(query)?.[1] ?? "", rows };
      inserts.push(insert);
      const refusal = answer(insert);
      response.writeHead(refusal?.status ?? 200).end(refusal?.text ?? "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
  client = createClient({ url, log: { level: ClickHouseLogLevel.OFF } });
});
afterAll(async () => {
  await client.close();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  inserts = [];
  answer = () => undefined;
});

function planned(ids: readonly number[]): PlannedChange[] {
  return ids.map((id) => {
    const kind = workflowJob as unknown as RecordKind;
    const image = storedItem(sampleJob(id, { run_id: 1 }));
    const outcome = plan({ kind, dynamoKey: `octo/app/${id}`, event: "INSERT", image, created_at: "" });
    if ("refused" in outcome) throw new Error(outcome.refused);
    return outcome;
  });
}

const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
const exception = (code: number, type: string) => ({
  status: 500,
  text: `Code: ${code}. DB::Exception: Something (here). (${type}) (version 26.7)\n`,
});
const holds = (insert: Insert, id: number): boolean => insert.rows.some((row) => row.includes(`"octo/app/${id}"`));
const keys = (changes: Iterable<PlannedChange>): string[] => [...changes].map(({ change }) => change.dynamoKey);

test("one insert for each table; what many records tell alike goes in once", async () => {
  const outcome = await insertChanges(client, planned(hundred));
  expect([outcome.refused.size, outcome.failed.size]).toEqual([0, 0]);
  expect(inserts.map(({ table, rows }) => [table, rows.length]).toSorted()).toEqual([
    ["commit_run", 11], // One for each of the commits that the jobs' numbers fall on.
    ["workflow_job", 100],
  ]);
});

test("what records derive is not told again, unless it did not go in; records always are", async () => {
  const told = new ToldRows();
  const tables = (): string[] => inserts.map(({ table }) => table).toSorted();
  answer = ({ table }) => (table === "commit_run" ? exception(241, "MEMORY_LIMIT_EXCEEDED") : undefined);
  expect((await insertChanges(client, planned(hundred), told)).failed.size).toBe(100);
  answer = () => undefined;
  inserts = [];
  await insertChanges(client, planned(hundred), told);
  expect(tables()).toEqual(["commit_run", "workflow_job"]);
  inserts = [];
  await insertChanges(client, planned([...hundred, 101]), told);
  expect(tables()).toEqual(["workflow_job"]);
  await insertChanges(client, planned(hundred), new ToldRows());
  expect(tables()).toEqual(["commit_run", "workflow_job", "workflow_job"]);
});

test("of what was told only so much is remembered, the latest", () => {
  const told = new ToldRows();
  told.add(Array.from({ length: 50_001 }, (_, index) => `row ${index}`));
  expect([told.has("row 0"), told.has("row 1"), told.has("row 50000")]).toEqual([false, true, true]);
});

test.each([
  [27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED"],
  [9_999, "AN_ERROR_OF_TOMORROW"],
])("two culprits among a hundred are found in few inserts (%i %s)", async (code, type) => {
  answer = (insert) => (holds(insert, 17) || holds(insert, 80) ? exception(code, type) : undefined);
  const outcome = await insertChanges(client, planned(hundred));
  expect(keys(outcome.refused.keys())).toEqual(["octo/app/17", "octo/app/80"]);
  expect([...outcome.refused.values()]).toEqual(
    Array.from({ length: 2 }, () => `ClickHouse refuses the record's row in workflow_job (${type}).`),
  );
  expect(outcome.failed.size).toBe(0);
  expect(inserts.length).toBeLessThan(32);
});

test.each([
  ["overloaded", () => exception(252, "TOO_MANY_PARTS")],
  ["behind a proxy that gave up", () => ({ status: 502, text: "<html>Bad Gateway</html>" })],
  ["ill in a way we do not know", () => exception(9_999, "AN_ERROR_OF_TOMORROW")],
])("an engine that is %s refuses nobody: all is to be given again", async (_name, refusal) => {
  answer = ({ table }) => (table === "workflow_job" ? refusal() : undefined);
  const outcome = await insertChanges(client, planned(hundred.slice(0, 8)));
  expect(outcome.refused.size).toBe(0);
  expect(keys(outcome.failed)).toHaveLength(8);
  expect(outcome.error).toBeInstanceOf(Error);
});

test("an engine that fails while culprits are looked for leaves all for later", async () => {
  answer = (insert) => {
    if (inserts.length > 4) return exception(241, "MEMORY_LIMIT_EXCEEDED");
    return holds(insert, 3) ? exception(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED") : undefined;
  };
  const outcome = await insertChanges(client, planned(hundred));
  expect(outcome.refused.size).toBe(0);
  expect(outcome.failed.size).toBe(100);
});
