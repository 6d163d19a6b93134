/** What a batch of changes means for ClickHouse. */
import { issueComment } from "lib/model/records/discussion";
import { workflowJob } from "lib/model/records/workflow_job";
import type { RecordKind } from "lib/model/records/kind";
import { externalCheck } from "lib/model/records/external_check";
import { sampleJob, sampleRecords, storedItem } from "test/kit/sample_records";
import { type Change, claimedRevision, newestOfEach, plan } from "workers/plan";

const kind = workflowJob as unknown as RecordKind;
const created_at = "2026-01-01T00:00:00.000Z";
const change = (id: number, revision: number, more: Partial<Change> = {}): Change => ({
  ...{ kind, dynamoKey: `octo/app/${id}`, event: "MODIFY", image: storedItem(sampleJob(id), revision), created_at },
  ...more,
});
const refusal = (outcome: ReturnType<typeof plan>): string | undefined =>
  "refused" in outcome ? outcome.refused : undefined;

test("a record's rows carry its revision, table by table", () => {
  const outcome = plan(change(1, 7));
  if ("refused" in outcome) throw new Error(outcome.refused);
  expect(outcome).toMatchObject({ repo: "octo/app", revision: 7 });
  expect([...outcome.rows.keys()]).toEqual(["workflow_job", "commit_run"]);
  expect(outcome.rows.get("workflow_job")).toMatchObject([{ id: 1, revision: 7, is_deleted: 0 }]);
});

test("a removed record takes its own row along, one revision on, and nothing that it told of others", () => {
  const outcome = plan(change(1, 7, { event: "REMOVE" }));
  if ("refused" in outcome) throw new Error(outcome.refused);
  expect([...outcome.rows.keys()]).toEqual(["workflow_job"]);
  expect(outcome.rows.get("workflow_job")).toMatchObject([{ id: 1, revision: 8, is_deleted: 1 }]);
});

test("a removed record takes along whatever else is of it alone", () => {
  const of_check: RecordKind = externalCheck as unknown as RecordKind;
  const image = storedItem(sampleRecords(16).find(({ kind: one }) => one === of_check) ?? sampleJob(1), 3);
  const outcome = plan(change(1, 3, { kind: of_check, event: "REMOVE", image }));
  if ("refused" in outcome) throw new Error(outcome.refused);
  expect([...outcome.rows.keys()]).toEqual(["external_check", "provider_job"]);
  expect(outcome.rows.get("provider_job")).toMatchObject([{ provider: "check", revision: 4, is_deleted: 1 }]);
});

test.each([
  ["no image", null, "The stream's record brings no image."],
  ["no revision", { ...storedItem(sampleJob(1)), revision: "x" }, "The stored record has no valid revision."],
  [
    "a bad field",
    { ...storedItem(sampleJob(1)), head_sha: "abc" },
    "The stored record is not a workflow_job: head_sha: must be a full commit hash.",
  ],
  ["a number beyond JavaScript's", { ...storedItem(sampleJob(1)), run_id: 2 ** 60 }, /not a workflow_job: run_id: /],
  ["a field of another version", { ...storedItem(sampleJob(1)), extra: 1 }, /not a workflow_job: Unrecognized key/],
])("%s is refused with one sentence", (_name, image, sentence) => {
  expect(refusal(plan(change(1, 1, { image })))).toEqual(
    typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
  );
});

test("a kind that cannot make rows refuses the record instead of stopping the batch", () => {
  const broken: RecordKind = {
    ...kind,
    rows: () => {
      throw new Error("off by one");
    },
  };
  expect(refusal(plan(change(1, 1, { kind: broken })))).toBe("No row can be made of the record: off by one.");
});

test("of each record the newest change is kept, in whatever order they come; of equals the later", () => {
  const again = change(1, 3);
  const kept = newestOfEach([change(1, 3), change(2, 1), change(1, 2), change(2, 2), again]);
  expect(kept.map((item) => [item.dynamoKey, claimedRevision(item)])).toEqual([
    ["octo/app/1", 3],
    ["octo/app/2", 2],
  ]);
  expect(kept[0]).toBe(again);
});

test("two kinds may use the same key", () => {
  const other = change(1, 1, { kind: issueComment as unknown as RecordKind });
  expect(newestOfEach([change(1, 1), other])).toHaveLength(2);
});
