/** Waiting: back-off, bells, limits, beats. */
import { backoffDelay, Bell, isWorthLogging, Limiter, Metronome, pause } from "workers/pace";

const running = new AbortController().signal;

test("back-off doubles up to its bound, jittered downwards by at most a quarter", () => {
  const limits = { first_ms: 100, most_ms: 5_000 };
  for (const [failures, full] of [
    [1, 100],
    [2, 200],
    [4, 800],
    [7, 5_000],
    [1_000, 5_000],
  ] as const) {
    for (let draw = 0; draw < 50; draw++) {
      const delay = backoffDelay(failures, limits);
      expect(delay).toBeGreaterThanOrEqual(full * 0.75);
      expect(delay).toBeLessThanOrEqual(full);
    }
  }
});

test("failures in a row are logged ever more rarely", () => {
  expect(Array.from({ length: 20 }, (_, index) => index + 1).filter(isWorthLogging)).toEqual([1, 2, 4, 8, 16]);
});

test("a pause ends at once when stopped, also one that begins later", async () => {
  const stopping = new AbortController();
  const long = pause(60_000, stopping.signal);
  stopping.abort();
  await long;
  await pause(60_000, stopping.signal);
});

test("a bell wakes those who wait, not those who come later", async () => {
  const bell = new Bell();
  let woken = 0;
  const first = bell.wait(running).then(() => woken++);
  const second = bell.wait(running, 60_000).then(() => woken++);
  bell.ring();
  await Promise.all([first, second]);
  expect(woken).toBe(2);
  const began = performance.now();
  await bell.wait(running, 20);
  expect(performance.now() - began).toBeGreaterThan(15);
});

test("a limiter lets so many run and no more, and goes on after a failure", async () => {
  const limiter = new Limiter(3);
  let at_once = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      limiter.run(async () => {
        most = Math.max(most, ++at_once);
        await pause(2, running);
        at_once--;
        if (index % 5 === 0) throw new Error("no");
      }),
    ),
  );
  expect(most).toBe(3);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(4);
});

test("a metronome's beat is common to all who ask", async () => {
  const metronome = new Metronome();
  const first = metronome.untilBeat(250);
  await pause(30, running);
  const second = metronome.untilBeat(250);
  const apart = (((first - second) % 250) + 250) % 250;
  expect(apart).toBeGreaterThan(20);
  expect(apart).toBeLessThan(120);
});
