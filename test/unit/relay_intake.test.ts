/** What the relay's translator makes of a callback's fields, however a relay or a backend spells them. */
import { recordFromRelay } from "lib/intake/relay/index";
import { callback, sha } from "test/kit/oot";
import { ZodError } from "zod";

const repository = { full_name: "acme/up" };
const about = (payload: object, event = "pull_request"): object => {
  const { upstream_repo, pr, head_sha } = recordFromRelay(callback({ event, more: { payload } })).record;
  return { upstream_repo, pr, head_sha };
};

function metrics(fields: Record<string, unknown>): unknown {
  const made = callback();
  return { ...made, trusted: { ...made.trusted, ci_metrics: fields } };
}

test.each([12, "12", "012", 12.0])("pull request number %j", (number) => {
  const pull_request = { number, head: { sha: sha("head") } };
  expect(about({ repository, pull_request })).toEqual({ upstream_repo: "acme/up", pr: 12, head_sha: sha("head") });
});

test.each(["", "x", "1.5", "-1", "0", 0, -1, 1.5, null, {}])(
  "a pull request number that is none, %j, does not take its commit along",
  (number) => {
    const pull_request = { number, head: { sha: sha("head") } };
    expect(about({ repository, pull_request })).toEqual({ upstream_repo: "acme/up", pr: null, head_sha: sha("head") });
  },
);

test("the commit of a merge queue's group is what was tested", () => {
  const merge_group = {
    head_sha: sha("group"),
    base_sha: sha("base"),
    head_ref: "refs/heads/gh-readonly-queue/main/pr-1",
  };
  const found = { upstream_repo: "acme/up", pr: null, head_sha: sha("group") };
  expect(about({ repository, action: "checks_requested", merge_group }, "merge_group")).toEqual(found);
});

describe("seconds are alike as numbers and as text", () => {
  test.each<[number, number]>([
    [12.5, 12.5],
    [0, 0],
    [1e-5, 0],
    [1.5e2, 150],
    [12.345678901234567, 12.346],
    [-5, 0],
    [-0.001, 0],
    [1e9, 1e9],
  ])("%d is %d", (told, kept) => {
    for (const queue_time of [told, String(told), told.toExponential()]) {
      expect([queue_time, recordFromRelay(metrics({ queue_time })).record.queue_time]).toEqual([queue_time, kept]);
      expect(recordFromRelay(metrics({ execution_time: queue_time })).record.execution_time).toBe(kept);
    }
  });

  test.each([1e9 + 1, "1e999", "-1e999", "five", "", "0x10", "1 ", "--5", true])(
    "%j is refused by name",
    (queue_time) => {
      for (const told of typeof queue_time === "number" ? [queue_time, String(queue_time)] : [queue_time]) {
        expect(() => recordFromRelay(metrics({ queue_time: told }))).toThrow(ZodError);
        expect(() => recordFromRelay(metrics({ queue_time: told }))).toThrow(/queue_time/);
      }
    },
  );
});
