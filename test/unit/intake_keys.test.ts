/** Which table and which key each event's record has: promised to users, and never to change. */
import type { Delivery } from "test/kit/deliveries";
import * as make from "test/kit/deliveries";
import { recordsOf } from "test/kit/fold";

const a = make.sha("a");
const zeros = "0".repeat(40);
const bug = { label: { name: "bug" } };

const table: [what: string, delivery: Delivery, records: [table: string, dynamoKey: string][]][] = [
  ["a job", make.job(), [["workflow-job", "octo-org/widgets/1"]]],
  ["a run", make.run(), [["workflow-run", "octo-org/widgets/10/1"]]],
  ["a second attempt", make.run({ run_attempt: 2 }), [["workflow-run", "octo-org/widgets/10/2"]]],
  ["a run of old GitHub", make.run({ run_attempt: undefined }), [["workflow-run", "octo-org/widgets/10/1"]]],
  ["a push", make.push(1), [["push", `octo-org/widgets/refs/heads/main/${a}`]]],
  ["a tag", make.push(1, { ref: "refs/tags/v1.0" }), [["push", `octo-org/widgets/refs/tags/v1.0/${a}`]]],
  ["a deleted branch", make.pushDeletion(1, "refs/heads/a/b"), [["push", `octo-org/widgets/refs/heads/a/b/${zeros}`]]],
  ["a pull request", make.pull(), [["pull-request", "octo-org/widgets/5"]]],
  [
    "a label on a pull request",
    make.pull({ updated_at: "2026-03-01T12:00:09Z" }, "labeled", bug),
    [
      ["pull-request", "octo-org/widgets/5"],
      ["pull-label-event", "octo-org/widgets/5/bug/labeled/2026-03-01T12:00:09Z"],
    ],
  ],
  [
    "a label with a slash, taken away",
    make.pull({}, "unlabeled", { label: { name: "module: c/c++ 😀" } }),
    [
      ["pull-request", "octo-org/widgets/5"],
      ["pull-label-event", "octo-org/widgets/5/module: c/c++ 😀/unlabeled/2026-03-01T12:00:00Z"],
    ],
  ],
  ["a label that is only mentioned", make.pull({}, "synchronize", bug), [["pull-request", "octo-org/widgets/5"]]],
  ["an issue", make.issue(), [["issues", "octo-org/widgets/6"]]],
  [
    "a label on an issue",
    make.issue({}, "labeled", bug),
    [
      ["issues", "octo-org/widgets/6"],
      ["issues-label-event", "octo-org/widgets/6/bug/labeled/2026-03-01T12:00:00Z"],
    ],
  ],
  ["a comment", make.issueComment(), [["issue-comment", "octo-org/widgets/6/60"]]],
  ["a review", make.review(), [["pull-request-review", "octo-org/widgets/70"]]],
  ["a review's comment", make.reviewComment(), [["pull-request-review-comment", "octo-org/widgets/80"]]],
  ["another app's check", make.checkRun(), [["external-check", `octo-org/widgets/${a}/other-ci/lint`]]],
  ["GitHub Actions' own check", make.checkRun({ app: { slug: "github-actions" } }), []],
  ["a status", make.status(), [["external-check", `octo-org/widgets/${a}/status/ci/other`]]],
];

test.each(table)("%s", (_what, delivery, records) => {
  expect(recordsOf([delivery]).map(({ kind, record }) => [kind.dynamo_table, record.dynamoKey])).toEqual(records);
});

test("no key is ever longer than DynamoDB's 2,048 bytes", () => {
  const repo = `${"o".repeat(39)}/${"r".repeat(100)}`;
  const repository = make.repository({ full_name: repo });
  const wide = "\u{fffd}".repeat(400); // Three bytes each.
  const long = [
    make.checkRun({ name: wide, app: { slug: wide } }),
    make.checkRun({ name: wide, app: { name: wide.repeat(3) } }),
    make.status({ context: wide, sha: "f".repeat(64) }),
    make.push(1, { ref: wide, after: "f".repeat(64) }),
    make.pull({ updated_at: `2026-03-01T12:00:00.${"0".repeat(40)}Z` }, "labeled", { label: { name: wide } }),
    make.issue({}, "labeled", { label: { name: wide } }),
  ].map(({ event, payload }) => ({ event, payload: { ...payload, repository } }));
  const keys = recordsOf(long).map(({ record }) => record.dynamoKey);
  expect(keys).toHaveLength(8);
  for (const key of keys) expect(Buffer.byteLength(key)).toBeLessThanOrEqual(2_048);
});
