/** Random histories of deliveries for each record kind, and random records straight from a kind's schema. */
import fc from "fast-check";
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import type { RecordFields, RecordKind } from "lib/model/records/kind";
import * as make from "test/kit/deliveries";
import type { Delivery } from "test/kit/deliveries";
import { z } from "zod";

// Few different values: histories must meet in the same keys, the same seconds and the same states.
const second = fc.integer({ min: 0, max: 6 });
const time = fc.option(second.map(make.at), { freq: 9 });
const text = fc.constantFrom("", "a", "b/c", "é😀", "\u0000", "\ud800 alone", "long ".repeat(50));
const nullable = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 3 });
const id = fc.integer({ min: 1, max: 2 });
const sha = fc.constantFrom("a", "b", "c").map(make.sha);

/** Any of the fields may be missing, which GitHub means as null. */
const some = <Fields extends Record<string, fc.Arbitrary<unknown>>>(fields: Fields) =>
  fc.record(fields, { requiredKeys: [] });

const conclusion = fc.constantFrom("success", "failure", "cancelled", "skipped", null);
const status_of_run = fc.constantFrom("requested", "queued", "in_progress", "completed");

const job = fc
  .tuple(
    fc.record({ id, status: fc.constantFrom("queued", "waiting", "in_progress", "completed"), conclusion }),
    some({
      created_at: time,
      started_at: time,
      completed_at: time,
      workflow_name: nullable(fc.constantFrom("CI", "Lint")),
      head_branch: nullable(fc.constant("main")),
      runner_id: nullable(fc.constantFrom(0, 4)),
      runner_name: nullable(fc.constantFrom("", "runner 4")),
      runner_group_name: nullable(fc.constant("group")),
      html_url: fc.constantFrom("https://github.com/x", "javascript:alert(1)", null),
      labels: fc.array(text, { maxLength: 2 }),
      steps: fc.array(fc.record({ name: text, status: fc.constantFrom("queued", "completed"), number: id }), {
        maxLength: 3,
      }),
    }),
  )
  .map(([needed, others]) => make.job({ ...needed, ...others }));

const run = fc
  .tuple(
    fc.record({ id, run_attempt: id, status: status_of_run, conclusion }),
    some({
      updated_at: time,
      display_title: nullable(text),
      head_commit: nullable(fc.constant({ message: "Change a\n\nBecause.", timestamp: make.at(0) })),
      pull_requests: nullable(fc.array(fc.record({ number: id }), { maxLength: 2 })),
    }),
  )
  // What a run is of does not change, though a fork may be deleted.
  .map(([needed, others]) =>
    make.run({
      ...needed,
      ...others,
      ...(needed.id === 2 && {
        head_branch: "forked",
        head_repository: needed.status === "completed" ? null : { full_name: "fork/widgets" },
      }),
    }),
  );

// Commits in a line: a push to one brings some of those that lead to it, or none.
const line = ["a", "b", "c"].map((name, index) =>
  make.commit(name, { timestamp: make.at(index % 2), message: `${name}: \ud800 é😀\n\n${"long ".repeat(20 * index)}` }),
);

const push = fc
  .record({
    second,
    ref: fc.constantFrom("refs/heads/main", "refs/tags/v1", "refs/heads/a/b"),
    end: fc.integer({ min: 1, max: line.length }),
    brought: fc.nat({ max: line.length }),
    forced: fc.boolean(),
    deleted: fc.boolean(),
  })
  .map(({ second, ref, end, brought, forced, deleted }) => {
    if (deleted) return make.pushDeletion(second, ref);
    const head_commit = line[end - 1] ?? null;
    const commits = line.slice(Math.max(0, end - brought), end);
    return make.push(second, { ref, forced, after: head_commit?.id, head_commit, commits });
  });

const labels = fc.array(
  fc.constantFrom("bug", "ci/cd", "😀").map((name) => ({ name })),
  { maxLength: 2 },
);
const state = fc.constantFrom("open", "closed");
const labelled = fc.oneof(
  fc.tuple(fc.constantFrom("opened", "closed", "edited", "synchronize"), fc.constant({})),
  fc.tuple(
    fc.constantFrom("labeled", "unlabeled"),
    fc.constantFrom("bug", "ci/cd").map((name) => ({ label: { name } })),
  ),
);

const pull = fc
  .tuple(
    fc.record({ number: id, state, updated_at: time, labels, title: nullable(text) }),
    some({ merged: nullable(fc.boolean()), merged_at: time, merge_commit_sha: nullable(sha), body: nullable(text) }),
    sha,
    labelled,
  )
  .map(([needed, others, head, [action, extra]]) =>
    make.pull(
      { ...needed, ...others, head: { ref: "topic", sha: head, repo: { full_name: make.repo } } },
      action,
      extra,
    ),
  );

const issue = fc
  .tuple(
    fc.record({ number: id, updated_at: time, labels, title: nullable(text) }),
    some({ state: nullable(state), closed_at: time, state_reason: nullable(text) }),
    fc.oneof(labelled, fc.tuple(fc.constantFrom("deleted", "transferred"), fc.constant({}))),
  )
  .map(([needed, others, [action, extra]]) => make.issue({ ...needed, ...others }, action, extra));

const comment = some({ id, body: nullable(text), updated_at: time, user: nullable(fc.constant({ login: "bob" })) });
const comment_action = fc.constantFrom("created", "edited", "deleted");

const issueComment = fc.tuple(comment, comment_action).map(([fields, action]) => make.issueComment(fields, action));

const reviewComment = fc.tuple(comment, comment_action).map(([fields, action]) => make.reviewComment(fields, action));

const review = fc
  .record({
    id,
    state: fc.constantFrom("pending", "COMMENTED", "approved", "changes_requested", "dismissed"),
    body: nullable(text),
    updated_at: time,
  })
  .map((fields) => make.review(fields));

const checkRun = fc
  .record({
    id,
    name: fc.constantFrom("lint", "a/b"),
    status: fc.constantFrom("queued", "in_progress", "completed"),
    conclusion,
    started_at: time,
    completed_at: time,
    app: fc.constantFrom({ slug: "other-ci" }, { name: "No slug" }, null, { slug: "github-actions" }),
  })
  .map((fields) => make.checkRun(fields));

const status = fc
  .record({
    id,
    context: fc.constantFrom("ci/other", "b"),
    state: fc.constantFrom("pending", "success", "failure", "error"),
    description: nullable(text),
    updated_at: time,
  })
  .map((fields) => make.status(fields));

const delivery_of: Record<string, fc.Arbitrary<Delivery>> = {
  workflow_job: job,
  workflow_run: run,
  push,
  pull_request: pull,
  issues: issue,
  issue_comment: issueComment,
  pull_request_review: review,
  pull_request_review_comment: reviewComment,
  check_run: checkRun,
  status,
};

/** The events that are recorded, each with an arbitrary history of its deliveries, oldest first. */
export const histories: [event: string, history: fc.Arbitrary<Delivery[]>][] = Object.entries(delivery_of).map(
  ([event, delivery]) => [event, fc.array(delivery, { minLength: 1, maxLength: 7 })],
);

/** Deliveries of every event, as they come in: all at once. */
export const traffic: fc.Arbitrary<Delivery[]> = fc.array(fc.oneof(...Object.values(delivery_of)), {
  minLength: 1,
  maxLength: 20,
});

/** A history, and the same deliveries in any order, some of them several times. */
export const retold = (history: fc.Arbitrary<Delivery[]>): fc.Arbitrary<{ told: Delivery[]; retold: Delivery[] }> =>
  history.chain((told) =>
    fc
      .array(fc.constantFrom(...told), { maxLength: 5 })
      .chain((again) =>
        fc
          .shuffledSubarray([...told, ...again], { minLength: told.length + again.length })
          .map((shuffled) => ({ told, retold: shuffled })),
      ),
  );

/** Records of one key that a kind's schema allows, whether or not GitHub would ever say such a thing. */
export function anyRecord(kind: RecordKind): fc.Arbitrary<RecordFields> {
  return arbitraryOf(kind.schema).map((fields) => kind.schema.parse({ ...Object(fields), dynamoKey: "the/key" }));
}

const moments = fc.constantFrom("1970-01-01T00:00:00.000Z", "2026-03-01T12:00:00.000Z", "2026-03-01T12:00:01.000Z");

function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema === Id) return fc.constantFrom(0, 1, 2, Number.MAX_SAFE_INTEGER);
  if (schema === Sha) return fc.constantFrom(make.sha("a"), make.sha("b"), "f".repeat(64));
  if (schema === RepoName) return fc.constant(make.repo);
  if (schema === Moment) return moments;
  if (schema instanceof z.ZodDefault) return arbitraryOf(schema.unwrap());
  if (schema instanceof z.ZodNullable) return fc.option(arbitraryOf(schema.unwrap()), { freq: 3 });
  if (schema instanceof z.ZodArray) return fc.array(arbitraryOf(schema.element), { maxLength: 3 });
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) {
    const whole = fc.integer({ min: Math.max(-1, schema.minValue ?? -1), max: 2 });
    return schema.isInt ? whole : whole.map((value) => value / 2);
  }
  if (schema instanceof z.ZodString) return text.map((words) => words.toWellFormed());
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, z.core.$ZodType> = schema.shape;
    return fc.record(Object.fromEntries(Object.entries(shape).map(([name, inner]) => [name, arbitraryOf(inner)])));
  }
  throw new Error(`No arbitrary for ${schema._zod.def.type}`);
}
