/** The backfill's pure parts: what is left to do, how far it is, and what is shown of it. */
import * as fc from "fast-check";
import { fractionDone, halve, newPlan, Plan, resumePlan, type RunsTask } from "scripts/backfill/plan";
import { duration, startProgress } from "scripts/progress";
import { Writable } from "node:stream";

const scope = { days: 7, branches: ["main"], jobs: true, pulls: true };
const now = Date.parse("2026-03-08T12:00:00Z");
const day_ms = 86_400_000;

function runsTask(from_s: number, until_s: number): RunsTask {
  const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return { kind: "runs", from: at(from_s), until: at(until_s), done: [1] };
}

const seconds = (task: RunsTask): [number, number] => [Date.parse(task.from) / 1000, Date.parse(task.until) / 1000];

test("halves cover every second once, the newer first, and end at a single second", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2e9 }), fc.integer({ min: 0, max: 1e6 }), (from, length) => {
      const halves = halve(runsTask(from, from + length));
      if (length === 0) return expect(halves).toBeNull();
      const [newer, older] = (halves ?? []).map(seconds);
      expect(older?.[0]).toBe(from);
      expect(newer?.[1]).toBe(from + length);
      expect(newer?.[0]).toBe((older?.[1] ?? 0) + 1);
      return undefined;
    }),
  );
});

test("a plan survives being written down", () => {
  const plan = newPlan("acme/rocket", scope, now);
  expect(Plan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  expect(plan.pending.map(({ kind }) => kind)).toEqual(["commits", "pulls", "runs"]);
});

test("it is resumed with what has happened since put first, for the same scope only", () => {
  const plan = newPlan("acme/rocket", scope, now);
  plan.pending.splice(0, 2);
  expect(resumePlan(plan, "acme/rocket", scope, now + 1_000)).toBe(plan);
  const later = resumePlan(plan, "acme/rocket", scope, now + day_ms);
  expect(later?.pending.map(({ kind, from }) => [kind, from])).toEqual([
    ["commits", plan.until],
    ["pulls", plan.until],
    ["runs", plan.until],
    ["runs", plan.since],
  ]);
  expect(resumePlan(plan, "acme/other", scope, now)).toBeNull();
  expect(resumePlan(plan, "acme/rocket", { ...scope, jobs: false }, now)).toBeNull();
});

test("progress is by the time that runs are filled for", () => {
  const plan = newPlan("acme/rocket", scope, now);
  expect(fractionDone(plan, 0)).toBe(0);
  plan.pending.splice(0, 2);
  expect(fractionDone(plan, 0.5)).toBeCloseTo(0.5);
  const [task] = plan.pending;
  if (task?.kind !== "runs") throw new Error("Only the runs are left");
  plan.pending = halve(task) ?? [];
  expect(fractionDone(plan, 0)).toBeCloseTo(0);
  plan.pending.shift();
  expect(fractionDone(plan, 0.5)).toBeCloseTo(0.75);
  plan.pending.shift();
  expect(fractionDone(plan, 0)).toBe(1);
});

function written(isTTY: boolean): { stream: Writable & { isTTY: boolean }; text: () => string } {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY }), text: () => text };
}

test("where nobody watches, progress is a line now and then, and the last state", () => {
  let time = 0;
  const { stream, text } = written(false);
  const progress = startProgress("acme/rocket", stream, () => time);
  progress.update(0, "starting");
  for (time = 1_000; time <= 20_000; time += 1_000) progress.update(time / 40_000, `${time} ms`);
  progress.say("waits");
  progress.update(1, "all");
  progress.stop();
  expect(text()).toBe(
    [
      "acme/rocket 0 % · starting",
      "acme/rocket 25 % · 30 s left · 10000 ms",
      "acme/rocket 50 % · 20 s left · 20000 ms",
      "acme/rocket waits",
      "acme/rocket 100 % · all",
      "",
    ].join("\n"),
  );
});

test("on a terminal it is a bar", () => {
  const { stream, text } = written(true);
  const progress = startProgress("acme/rocket", stream);
  progress.update(0.5, "half of it");
  progress.stop();
  expect(text()).toContain("acme/rocket");
  expect(text()).toContain("50 %");
  expect(text()).toContain("half of it");
});

test.each([
  [1, "1 s"],
  [89_000, "89 s"],
  [90_000, "2 min"],
  [89 * 60_000, "89 min"],
  [200 * 60_000, "3 h 20 min"],
])("%i ms is %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});
