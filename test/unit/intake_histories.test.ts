/** Histories as they really happen, each told in every order: what the store must end with. */
import { recordsFromGithub } from "lib/intake/github/index";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Delivery } from "test/kit/deliveries";
import * as make from "test/kit/deliveries";
import { fold, foldRecords, recordsIn } from "test/kit/fold";
import { z } from "zod";

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

/** The records that every order ends with, each delivery told twice; in key order. */
function inAnyOrder(history: Delivery[]): Record<string, unknown>[] {
  const [first, ...others] = permutations(history).map((order) => recordsIn(fold([...order, ...order.toReversed()])));
  for (const other of others) expect(other).toEqual(first);
  return (first ?? []).map((record) => ({ ...record }));
}

describe("a job", () => {
  const queued = make.job();
  const in_progress = make.job({
    status: "in_progress",
    started_at: make.at(20),
    runner_id: 4,
    runner_name: "runner 4",
    runner_group_name: "Default",
    steps: [{ name: "Set up", status: "in_progress", number: 1 }],
  });
  const completed = make.job({
    status: "completed",
    conclusion: "failure",
    started_at: make.at(20),
    completed_at: make.at(60),
    steps: [{ name: "Set up", status: "completed", conclusion: "success", number: 1 }],
  });

  test("queued, started, done: a late in_progress does not undo it, and its runner is kept", () => {
    const [job, ...rest] = inAnyOrder([queued, in_progress, completed]);
    expect(rest).toEqual([]);
    expect(job).toMatchObject({
      status: "completed",
      conclusion: "failure",
      created_at: make.moment(0),
      started_at: make.moment(20),
      completed_at: make.moment(60),
      runner_name: "runner 4",
      runner_id: 4,
      steps: [{ name: "Set up", conclusion: "success" }],
    });
  });

  test("cancelled before it started, then run again: two jobs, each with its own end", () => {
    const cancelled = make.job({ status: "completed", conclusion: "cancelled", completed_at: make.at(5) });
    const again = { id: 2, run_attempt: 2 };
    const jobs = inAnyOrder([
      queued,
      cancelled,
      make.job(again),
      make.job({ ...again, status: "completed", conclusion: "success", completed_at: make.at(90) }),
    ]);
    expect(jobs).toMatchObject([
      { id: 1, run_attempt: 1, conclusion: "cancelled" },
      { id: 2, run_attempt: 2, conclusion: "success" },
    ]);
  });

  test("a conclusion that comes before the end is not one", () => {
    expect(inAnyOrder([make.job({ conclusion: "success", completed_at: make.at(3) })])).toMatchObject([
      { status: "queued", conclusion: null, completed_at: null },
    ]);
  });

  test("waiting for approval, then queued: only forward", () => {
    expect(inAnyOrder([make.job({ status: "waiting" }), queued])).toMatchObject([{ status: "queued" }]);
  });
});

test("attempts of a run are records of their own, and a job may be heard before its run", () => {
  const history = [
    make.job({ status: "completed", conclusion: "success", completed_at: make.at(9) }),
    make.run({ status: "completed", conclusion: "failure", updated_at: make.at(10) }),
    make.run({ run_attempt: 2, status: "in_progress", updated_at: make.at(20) }),
    make.run({ run_attempt: 2, status: "completed", conclusion: "success", updated_at: make.at(30) }),
  ];
  const ended = inAnyOrder(history);
  expect(ended.map(({ dynamoKey, conclusion }) => [dynamoKey, conclusion])).toEqual([
    ["octo-org/widgets/1", "success"],
    ["octo-org/widgets/10/1", "failure"],
    ["octo-org/widgets/10/2", "success"],
  ]);
});

test("a run that never starts has no job, but is a run", () => {
  const failed = make.run({ status: "completed", conclusion: "startup_failure", name: ".github/workflows/ci.yml" });
  expect(inAnyOrder([make.run(), failed])).toMatchObject([{ conclusion: "startup_failure" }]);
});

test("a run of a fork's main is not ours, deleted or not", () => {
  const fork = make.run({ head_repository: { full_name: "someone/widgets" } });
  const deleted = make.run({ head_repository: null });
  for (const delivery of [fork, deleted]) {
    const [heard] = recordsFromGithub(delivery.event, delivery.payload);
    const tables = heard?.kind.rows(heard.record, 1).map(({ table }) => table) ?? [];
    expect(tables).toContain("commit");
    expect(tables).not.toContain("branch");
    expect(tables).not.toContain("branch_commit");
  }
  expect(inAnyOrder([fork, deleted])).toMatchObject([{ head_repo: "someone/widgets" }]);
});

test("a comment that was deleted stays deleted, even when its edit arrives later", () => {
  const history = [
    make.issueComment({}, "created"),
    make.issueComment({ body: "Edited", updated_at: make.at(30) }, "edited"),
    make.issueComment({ body: "Edited", updated_at: make.at(20) }, "deleted"),
  ];
  expect(inAnyOrder(history)).toMatchObject([{ deleted: true, body: "Edited", updated_at: make.moment(30) }]);
  const [[row] = []] = [...fold(history).values()].map(({ kind, record }) => kind.rows(record, 3));
  expect(row?.row).toMatchObject({ is_deleted: 1, revision: 3 });
  expect(row?.row).not.toHaveProperty("deleted");
});

describe("pushes", () => {
  test("a branch that is deleted and made again on the same commit exists, with all the commits it brought", () => {
    const first = make.push(10, { commits: [make.commit("x"), make.commit("y"), make.commit("a")] });
    const deletion = make.pushDeletion(20, "refs/heads/main");
    const again = make.push(30, { created: true, commits: [], head_commit: make.commit("a") });
    const [gone, made] = inAnyOrder([first, deletion, again]);
    expect(gone).toMatchObject({ deleted: true, head_sha: null });
    expect(made).toMatchObject({ deleted: false, created: true, pushed_at: make.moment(30) });
    const shas = z.array(z.looseObject({ sha: z.string() })).parse(made?.commits);
    expect(shas.map((commit) => commit.sha)).toEqual(["x", "y", "a"].map(make.sha));
  });

  test("of two deletions of a branch the later is kept", () => {
    const history = [make.pushDeletion(40, "refs/heads/x"), make.pushDeletion(10, "refs/heads/x")];
    expect(inAnyOrder(history)).toMatchObject([{ pushed_at: make.moment(40) }]);
  });

  test("a force push is a push of its own", () => {
    const forced = make.push(20, {
      after: make.sha("b"),
      forced: true,
      commits: [make.commit("b")],
      head_commit: null,
    });
    expect(
      inAnyOrder([make.push(10), forced])
        .map(({ forced: is_forced }) => is_forced)
        .sort(),
    ).toEqual([false, true]);
  });

  test("a tag's commits are on no branch, though its run is named after it", () => {
    const tag = make.push(10, { ref: "refs/tags/v1" });
    const run = make.run({ head_branch: "v1" });
    const rows = [...fold([tag, run]).values()].flatMap(({ kind, record }) => kind.rows(record, 1));
    const branches = rows.filter(({ table }) => table === "branch").map(({ row }) => [row.name, row.source]);
    expect(branches.sort()).toEqual([
      ["v1", "run"],
      ["v1", "tag"],
    ]);
  });

  test("a branch made from a commit that was pushed before has that commit", () => {
    const [record] = inAnyOrder([make.push(5, { ref: "refs/heads/new", commits: [], created: true })]);
    expect(record?.commits).toMatchObject([{ sha: make.sha("a"), message: "Change a" }]);
  });
});

test("a pull request: opened, pushed to twice, merged; its trial merges are not its merge", () => {
  const head = (name: string) => ({ ref: "topic", sha: make.sha(name), repo: { full_name: make.repo } });
  const history = [
    make.pull({ head: head("p1"), merge_commit_sha: make.sha("trial") }),
    make.pull({ head: head("p2"), updated_at: make.at(10), title: "Better" }, "synchronize"),
    make.pull({ head: head("p3"), updated_at: make.at(20), title: "Better" }, "synchronize"),
    make.pull(
      {
        ...{ head: head("p3"), updated_at: make.at(30), title: "Better", state: "closed", merged: true },
        ...{ merged_at: make.at(30), closed_at: make.at(30), merge_commit_sha: make.sha("squash") },
      },
      "closed",
    ),
  ];
  const [pull] = inAnyOrder(history);
  expect(pull).toMatchObject({
    title: "Better",
    state: "closed",
    merged: true,
    merge_commit_sha: make.sha("squash"),
    head_sha: make.sha("p3"),
    heads: ["p1", "p2", "p3"].map((name) => ({ sha: make.sha(name) })),
  });
  expect(inAnyOrder(history.slice(0, 1))[0]?.merge_commit_sha).toBeNull();
});

test("a pull request closed and opened again within a minute is open", () => {
  const history = [
    make.pull({ updated_at: make.at(10), state: "closed" }, "closed"),
    make.pull({ updated_at: make.at(20) }, "reopened"),
  ];
  expect(inAnyOrder(history)).toMatchObject([{ state: "open" }]);
});

test("a review is dismissed for good; its body may still be edited", () => {
  const history = [
    make.review({ state: "approved" }),
    make.review({ state: "dismissed", updated_at: make.at(10) }, "dismissed"),
    make.review({ state: "approved", updated_at: make.at(5), body: "Typo" }, "edited"),
  ];
  expect(inAnyOrder(history)).toMatchObject([{ state: "dismissed", updated_at: make.moment(10) }]);
});

test("a label that is put on, taken off and put on again is three events", () => {
  const label = { label: { name: "ci/cd 🚀" } };
  const history = [
    make.issue({ updated_at: make.at(1), labels: [{ name: "ci/cd 🚀" }] }, "labeled", label),
    make.issue({ updated_at: make.at(2), labels: [] }, "unlabeled", label),
    make.issue({ updated_at: make.at(3), labels: [{ name: "ci/cd 🚀" }] }, "labeled", label),
  ];
  const ended = inAnyOrder(history);
  expect(ended).toHaveLength(4);
  expect(ended.find(({ title }) => title)).toMatchObject({ labels: ["ci/cd 🚀"], updated_at: make.moment(3) });
});

test("a deleted or transferred issue is gone", () => {
  for (const action of ["deleted", "transferred"]) {
    expect(inAnyOrder([make.issue(), make.issue({}, action)])).toMatchObject([{ deleted: true }]);
  }
});

test("a status: the newest report of a context counts, whatever order they come in", () => {
  const history = [
    make.status(),
    make.status({ id: 101, state: "error", updated_at: make.at(5) }),
    make.status({ id: 102, state: "pending", updated_at: make.at(6) }),
    make.status({ id: 103, state: "success", updated_at: make.at(7) }),
  ];
  expect(inAnyOrder(history)).toMatchObject([{ id: 103, conclusion: "success", completed_at: make.moment(7) }]);
  expect(inAnyOrder(history.slice(0, 2))).toMatchObject([{ conclusion: "failure", status: "completed" }]);
});

test("a check that its app runs again has the newer run's result", () => {
  const history = [
    make.checkRun({ status: "completed", conclusion: "failure", completed_at: make.at(9) }),
    make.checkRun({ id: 91 }),
  ];
  expect(inAnyOrder(history)).toMatchObject([{ id: 91, status: "queued", conclusion: null }]);
});

test("GitHub's own examples of one run's jobs, told in any order", () => {
  const file = path.join(process.cwd(), "node_modules/@octokit/webhooks-examples/api.github.com/index.json");
  const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.looseObject({})) }));
  const jobs = Examples.parse(JSON.parse(readFileSync(file, "utf8"))).find(({ name }) => name === "workflow_job");
  const records = (jobs?.examples ?? []).flatMap((payload) => recordsFromGithub("workflow_job", payload));
  const ended = recordsIn(foldRecords(records));
  expect(recordsIn(foldRecords([...records.toReversed(), ...records]))).toEqual(ended);
  expect(ended.length).toBeGreaterThan(1);
});
