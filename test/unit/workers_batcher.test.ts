/** Batches: by count, bytes and age, one at a time, given again when they fail. */
import { pino } from "pino";
import { Batcher, type Entry } from "workers/batcher";
import type { ChangeRecord, Consumer } from "workers/change_record";
import { pause } from "workers/pace";
import { stream_defaults } from "workers/stream_options";

const log = pino({ level: "silent" });
const backoff = { first_ms: 1, most_ms: 5 };
const running = new AbortController().signal;
const well = { failed: [], parked: 0 };

let stopping: AbortController;
let settled: string[];
beforeEach(() => {
  stopping = new AbortController();
  settled = [];
});
afterEach(() => stopping.abort());

function start(consume: Consumer, options: Partial<typeof stream_defaults> = {}) {
  const batcher = new Batcher(consume, { ...stream_defaults, backoff, ...options }, log, stopping.signal);
  return { batcher, done: batcher.run() };
}

function entries(from: number, count: number, bytes = 10): Entry[] {
  return Array.from({ length: count }, (_, index) => {
    const sequence_number = String(from + index);
    const record: ChangeRecord = {
      ...{ table: "push", dynamoKey: sequence_number, event: "INSERT", sequence_number },
      created_at: "2026-01-01T00:00:00.000Z",
    };
    return { record, bytes, settled: () => settled.push(sequence_number) };
  });
}

const numbers = (batch: readonly ChangeRecord[]): number[] => batch.map((record) => Number(record.sequence_number));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(1, running);
}

test("the first record after a quiet time goes at once, later ones gather until the age is reached", async () => {
  const batches: { size: number; at: number }[] = [];
  const consume: Consumer = async (batch) => {
    batches.push({ size: batch.length, at: performance.now() });
    return well;
  };
  const { batcher } = start(consume, { batch_age_ms: 400 });
  const began = performance.now();
  batcher.push(entries(0, 1));
  await until(() => settled.length === 1);
  for (let at = 1; at <= 5; at++) {
    batcher.push(entries(at, 1));
    await pause(1, running);
  }
  await until(() => settled.length === 6);
  expect(batches.map(({ size }) => size)).toEqual([1, 5]);
  expect((batches[0]?.at ?? 0) - began).toBeLessThan(300);
  expect((batches[1]?.at ?? 0) - (batches[0]?.at ?? 0)).toBeGreaterThan(390);
});

test("after a batch of many the next one gathers for longer", async () => {
  const began: number[] = [];
  const consume: Consumer = async () => {
    began.push(performance.now());
    return well;
  };
  const { batcher } = start(consume, { batch_age_ms: 10, batch_age_busy_ms: 400, batch_busy_records: 5 });
  for (const count of [5, 1]) {
    const before = settled.length;
    batcher.push(entries(before, count));
    await until(() => settled.length === before + count);
  }
  expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThan(390);
});

test("a batch closes at its count or its bytes, whichever comes first; one larger record goes alone", async () => {
  const sizes: number[] = [];
  const consume: Consumer = async (batch) => {
    sizes.push(batch.length);
    return well;
  };
  const { batcher } = start(consume, { batch_records_max: 10, batch_bytes_max: 1_000, batch_age_ms: 0 });
  batcher.push([...entries(0, 25), ...entries(25, 5, 400), ...entries(30, 1, 5_000), ...entries(31, 1)]);
  await until(() => settled.length === 32);
  expect(sizes).toEqual([10, 10, 7, 2, 1, 1, 1]);
  expect(settled).toEqual(Array.from({ length: 32 }, (_, index) => String(index)));
});

test("who reads waits while two batches wait, so that memory stays bounded", async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const consume: Consumer = async () => {
    await held;
    return well;
  };
  const { batcher } = start(consume, { batch_records_max: 10, batch_age_ms: 0 });
  batcher.push(entries(0, 10));
  await until(() => [...batcher.unsettled()].length === 10);
  await batcher.room();
  batcher.push(entries(10, 20));
  let room = false;
  const waiting = batcher.room().then(() => (room = true));
  await pause(30, running);
  expect(room).toBe(false);
  release();
  await waiting;
  await until(() => settled.length === 30);
});

test("what failed is given again, alone and before anything newer; nothing is settled before all of its batch is", async () => {
  const given: number[][] = [];
  let failures = 3;
  const consume: Consumer = async (batch) => {
    given.push(numbers(batch));
    expect(settled).toEqual(given.length > 4 ? ["0", "1", "2", "3"] : []);
    const failed = failures-- > 0 ? batch.filter(({ sequence_number }) => Number(sequence_number) % 2 === 1) : [];
    return { failed, parked: 0, error: new Error("away") };
  };
  const { batcher } = start(consume, { batch_age_ms: 0 });
  batcher.push(entries(0, 4));
  await until(() => given.length === 1);
  batcher.push(entries(4, 2));
  await until(() => settled.length === 6);
  expect(given).toEqual([
    [0, 1, 2, 3],
    [1, 3],
    [1, 3],
    [1, 3],
    [4, 5],
  ]);
  expect(batcher.counts).toEqual({ replicated: 6, parked: 0, retries: 3 });
});

test("a consumer that throws is given the whole batch again", async () => {
  let calls = 0;
  const consume: Consumer = async (batch) => {
    if (++calls === 1) throw new Error("a mistake");
    return { failed: [], parked: batch.length };
  };
  const { batcher } = start(consume);
  batcher.push(entries(0, 3));
  await until(() => settled.length === 3);
  expect(batcher.counts).toEqual({ replicated: 0, parked: 3, retries: 1 });
});

test("stopping lets the batch at work finish, and gives up one that keeps failing without settling it", async () => {
  const consume: Consumer = async (batch) => {
    await pause(30, running);
    return numbers(batch)[0] === 0 ? well : { failed: batch, parked: 0 };
  };
  const first = start(consume);
  first.batcher.push(entries(0, 2));
  await pause(10, running);
  stopping.abort();
  await first.done;
  expect(settled).toEqual(["0", "1"]);

  stopping = new AbortController();
  const second = start(consume, { backoff: { first_ms: 60_000, most_ms: 60_000 } });
  second.batcher.push(entries(2, 2));
  await pause(60, running);
  stopping.abort();
  await second.done;
  expect(settled).toEqual(["0", "1"]);
});
