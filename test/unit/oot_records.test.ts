/** Relay callbacks in any order and any number of times: one job, one state; through the translator and the merge. */
import fc from "fast-check";
import { recordFromRelay } from "lib/intake/relay/index";
import type { TableRow } from "lib/model/records/kind";
import { ootWorkflowJob } from "lib/model/records/oot_workflow_job";
import { foldRecords, recordsIn } from "test/kit/fold";
import { type Callback, callback, type CallbackOptions, sha } from "test/kit/oot";

const conclusion = fc.constantFrom("success", "failure", "cancelled", "timed_out", "skipped", "neutral" as const);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3 });

/** Of two jobs and three attempts, with few different values, so that stories meet. */
const told = fc
  .record({
    job: fc.constantFrom("build", "test"),
    check: fc.constantFrom(1, 2),
    attempt: fc.integer({ min: 1, max: 3 }),
    status: fc.constantFrom("queued", "in_progress", "completed" as const),
    conclusion,
    event_type: maybe(fc.constantFrom("push", "nightly", "pull_request")),
    queue_time: maybe(fc.constantFrom(0, 12, 12.5)),
    execution_time: maybe(fc.constantFrom(60, 61)),
    hours_ago: fc.constantFrom(1, 2),
    level: maybe(fc.constantFrom("L1", "L4")),
    upstream: maybe(fc.constantFrom("acme/up", "acme/fork")),
    pr: fc.constantFrom(7, 8, undefined),
    head: fc.constantFrom("one", "two", undefined),
    url: maybe(fc.constantFrom("https://ci.example/1", "https://ci.example/2", "javascript:alert(1)")),
    test_results: maybe(fc.record({ passed: fc.integer({ min: 0, max: 3 }), failed: fc.integer({ min: 0, max: 2 }) })),
    artifact_url: maybe(fc.constant("https://ci.example/a")),
  })
  .map(({ event_type, queue_time, execution_time, url, test_results, artifact_url, ...options }) => {
    const made = callback({ ...(options as CallbackOptions), more: { test_results, artifact_url } });
    const { trusted, untrusted } = made;
    return {
      trusted: { ...trusted, ci_metrics: { queue_time, execution_time } },
      untrusted: {
        callback_payload: {
          ...{ ...untrusted.callback_payload, event_type },
          workflow: { ...untrusted.callback_payload.workflow, url: url ?? "" },
        },
      },
    };
  });

const story = fc.array(told, { minLength: 1, maxLength: 8 });
const rowsOf = (record: unknown, revision: number) =>
  ootWorkflowJob.rows(ootWorkflowJob.schema.parse(record), revision);
const stateOf = (callbacks: readonly unknown[]) => recordsIn(foldRecords(callbacks.map(recordFromRelay)));

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

/** Facts of the delivery, which any attempt may tell; facts of an attempt, which any of its callbacks may. */
const of_delivery = ["event_type", "upstream_repo", "pr", "head_sha"] as const;
const of_attempt = [
  ...(["queue_time", "execution_time", "started_at", "downstream_repo_level"] as const),
  ...(["url", "run_id", "artifact_url", "environment"] as const),
];
const is_told = (fact: string | number | null) => fact !== null && fact !== "";

test("where callbacks name different pull requests and commits, a job is shown at the last state's alone", () => {
  fc.assert(
    fc.property(story, (callbacks) => {
      const shown = new Map<string, TableRow>();
      callbacks.forEach((_one, index) => {
        const records = stateOf(callbacks.slice(0, index + 1));
        for (const { table, row } of records.flatMap((record) => rowsOf(record, index))) {
          const { upstream_repo, subject, repo, head_sha, dynamoKey } = row;
          const key = table === "oot_subject_job" ? [upstream_repo, subject] : [repo, head_sha];
          if (table !== "oot_workflow_job") shown.set([table, ...key, dynamoKey].join(" "), { table, row });
        }
      });
      const alive = [...shown.values()].filter(({ row }) => row["is_deleted"] === 0).map(({ row }) => row);
      const jobs = stateOf(callbacks).map((record) => ootWorkflowJob.schema.parse(record));
      const places = jobs.flatMap(({ upstream_repo, pr, head_sha }) =>
        upstream_repo === null
          ? []
          : [...(pr === null ? [] : [pr]), ...(head_sha === null ? [] : [head_sha, head_sha])],
      );
      expect(alive).toHaveLength(places.length);
      for (const { subject, pr, head_sha } of alive) {
        if (subject !== undefined) expect([`pr/${String(pr)}`, head_sha]).toContain(subject);
      }
    }),
    { numRuns: 500 },
  );
});

test("what one callback tells, no other takes back by not telling it", () => {
  fc.assert(
    fc.property(story, (callbacks) => {
      const sightings = callbacks.map((one) => recordFromRelay(one).record);
      for (const record of stateOf(callbacks)) {
        const job = ootWorkflowJob.schema.parse(record);
        const all = sightings.filter(({ dynamoKey }) => dynamoKey === job.dynamoKey);
        const own = all.filter(({ run_attempt }) => run_attempt === job.run_attempt);
        const lost = [
          ...of_delivery.filter((field) => !is_told(job[field]) && all.some((one) => is_told(one[field]))),
          ...of_attempt.filter((field) => !is_told(job[field]) && own.some((one) => is_told(one[field]))),
        ];
        expect(lost).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test("a push whose end does not name its event stays a push, and a retry is of the same delivery", () => {
  const job = { backend: "a/b", delivery: "d", job: "j", check: 1, head: "pushed" };
  const unnamed = (told: Callback) => ({
    ...told,
    untrusted: { callback_payload: { ...told.untrusted.callback_payload, event_type: null, payload: null } },
  });
  const starts = callback({ ...job, event: "push", status: "in_progress" });
  const ends = unnamed(callback(job));
  const again = unnamed(callback({ ...job, attempt: 2, status: "in_progress" }));
  for (const order of [
    [starts, ends, again],
    [again, ends, starts],
  ]) {
    expect(stateOf(order)).toMatchObject([
      { run_attempt: 2, event_type: "push", upstream_repo: "acme/up", head_sha: sha("pushed") },
    ]);
    expect(stateOf(order.filter((one) => one !== again))).toMatchObject([{ status: "completed", event_type: "push" }]);
  }
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
