/** Relay callbacks in any order and any number of times: one job, one state; through the translator and the merge. */
import fc from "fast-check";
import { recordFromRelay } from "lib/intake/relay/index";
import { ootWorkflowJob } from "lib/model/records/oot_workflow_job";
import { foldRecords, recordsIn } from "test/kit/fold";
import { type Callback, callback, type CallbackOptions } from "test/kit/oot";

const conclusion = fc.constantFrom("success", "failure", "cancelled", "timed_out", "skipped", "neutral" as const);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3 });

/** Of two jobs and three attempts, with few different values, so that stories meet. */
const told: fc.Arbitrary<Callback> = fc
  .record({
    job: fc.constantFrom("build", "test"),
    check: fc.constantFrom(1, 2),
    attempt: fc.integer({ min: 1, max: 3 }),
    status: fc.constantFrom("queued", "in_progress", "completed" as const),
    conclusion,
    queue_time: maybe(fc.constantFrom(0, 12, 12.5)),
    execution_time: maybe(fc.constantFrom(60, 61)),
    hours_ago: fc.constantFrom(1, 2),
    level: maybe(fc.constantFrom("L1", "L4")),
    upstream: maybe(fc.constant("acme/up")),
    pr: fc.constantFrom(7, undefined),
    url: maybe(fc.constantFrom("https://ci.example/1", "https://ci.example/2", "javascript:alert(1)")),
    test_results: maybe(fc.record({ passed: fc.integer({ min: 0, max: 3 }), failed: fc.integer({ min: 0, max: 2 }) })),
    artifact_url: maybe(fc.constant("https://ci.example/a")),
  })
  .map(({ queue_time, execution_time, url, test_results, artifact_url, ...options }) => {
    const made = callback({ ...(options as CallbackOptions), more: { test_results, artifact_url } });
    const { trusted, untrusted } = made;
    return {
      trusted: { ...trusted, ci_metrics: { queue_time, execution_time } },
      untrusted: {
        callback_payload: {
          ...untrusted.callback_payload,
          workflow: { ...untrusted.callback_payload.workflow, url: url ?? "" },
        },
      },
    };
  });

const story = fc.array(told, { minLength: 1, maxLength: 8 });
const stateOf = (callbacks: readonly Callback[]) => recordsIn(foldRecords(callbacks.map(recordFromRelay)));

test("any permutation and duplication of callbacks, with attempts, ends the same", () => {
  const retold = story.chain((first) =>
    fc
      .array(fc.constantFrom(...first), { maxLength: 5 })
      .chain((again) =>
        fc
          .shuffledSubarray([...first, ...again], { minLength: first.length + again.length })
          .map((second) => ({ first, second })),
      ),
  );
  fc.assert(
    fc.property(retold, ({ first, second }) => {
      expect(stateOf(second)).toEqual(stateOf(first));
    }),
    { numRuns: 500 },
  );
});

test("what is stored is what the schema promises, and no link that is not http(s)", () => {
  fc.assert(
    fc.property(story, (callbacks) => {
      for (const record of stateOf(callbacks)) {
        const job = ootWorkflowJob.schema.parse(record);
        expect(job.url ?? "https://").toMatch(/^https:/);
        if (job.status !== "completed") expect([job.conclusion, job.tests_passed]).toEqual([null, null]);
      }
    }),
    { numRuns: 200 },
  );
});

test("the facts that come in one message only are kept, whichever comes last", () => {
  const job = { backend: "a/b", delivery: "d", job: "j", check: 1, pr: 3 };
  const starts = callback({ ...job, status: "in_progress" });
  const ends = callback({ ...job, conclusion: "failure" });
  for (const order of [
    [starts, ends],
    [ends, starts],
    [ends, starts, ends, starts],
  ]) {
    expect(stateOf(order)).toMatchObject([
      { status: "completed", conclusion: "failure", queue_time: 12, execution_time: 60 },
    ]);
  }
});

test("a later attempt of the same check replaces the earlier one whole, also when it is told first", () => {
  const job = { backend: "a/b", delivery: "d", job: "j", check: 1, pr: 3 };
  const first = callback({ ...job, attempt: 1, conclusion: "failure" });
  const second = callback({ ...job, attempt: 2, status: "in_progress" });
  for (const order of [
    [first, second],
    [second, first],
    [second, first, second],
  ]) {
    expect(stateOf(order)).toMatchObject([
      { run_attempt: 2, status: "in_progress", conclusion: null, execution_time: null },
    ]);
  }
});
