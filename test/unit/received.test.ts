/** When each repository was last heard from is noted at once, then at most once a second. */
import type { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { pino } from "pino";
import { ReceivedMarks } from "lib/server/received";

const at = (second: number): string => `2026-03-01T12:00:0${second}.000Z`;

function marks() {
  const told: string[] = [];
  const dynamo = {
    send: async ({ input }: UpdateItemCommand) => {
      told.push(JSON.stringify(input).match(/received_at|recorded_at/)?.[0] ?? "?");
      return {};
    },
  } as unknown as DynamoDBClient;
  return { told, marks: new ReceivedMarks(dynamo, "", pino({ level: "silent" })) };
}

beforeEach(() => jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask"] }));
afterEach(() => jest.useRealTimers());

test("of many within a second, the first and the last", async () => {
  const { told, marks: received } = marks();
  for (let second = 1; second <= 5; second++)
    received.note("octo/app", { received_at: at(second), recorded_at: at(second) });
  await jest.advanceTimersByTimeAsync(10);
  expect(told).toEqual(["received_at", "recorded_at"]);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(told).toHaveLength(4);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(told).toHaveLength(4);
  received.note("octo/app", { received_at: at(9), recorded_at: null });
  await jest.advanceTimersByTimeAsync(10);
  expect(told).toHaveLength(5);
});

test("the first that is recorded does not wait behind a ping; repositories do not wait for each other", async () => {
  const { told, marks: received } = marks();
  received.note("octo/app", { received_at: at(1), recorded_at: null });
  received.note("octo/app", { received_at: at(2), recorded_at: at(2) });
  received.note("octo/app", { received_at: at(3), recorded_at: at(3) });
  received.note("octo/lib", { received_at: at(3), recorded_at: null });
  await jest.advanceTimersByTimeAsync(10);
  expect(told.toSorted()).toEqual(["received_at", "received_at", "received_at", "recorded_at"]);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(told.filter((stage) => stage === "recorded_at")).toHaveLength(2);
});
