/** What GitHub should never send, and what it sends at its limits: refused by the field's name, or made harmless. */
import { recordsFromGithub } from "lib/intake/github/index";
import { itemBytes } from "lib/model/item_size";
import type { Delivery } from "test/kit/deliveries";
import * as make from "test/kit/deliveries";
import { fold, only, recordsOf } from "test/kit/fold";
import { ZodError } from "zod";

const item_bytes_max = 400 * 1024;
const zeros = "0".repeat(40);

function refusal(delivery: Delivery): string {
  try {
    recordsOf([delivery]);
  } catch (error) {
    if (error instanceof ZodError) return error.issues[0]?.path.join(".") ?? "";
    throw error;
  }
  return "accepted";
}

const beyond = Number.MAX_SAFE_INTEGER + 1;
const refusals: [delivery: Delivery, field: string][] = [
  [make.job({ id: beyond }), "workflow_job.id"],
  [make.job({ id: "12" }), "workflow_job.id"],
  [make.job({ id: 1.5 }), "workflow_job.id"],
  [make.job({ id: -1 }), "workflow_job.id"],
  [make.job({ run_id: null }), "workflow_job.run_id"],
  [make.job({ name: undefined }), "workflow_job.name"],
  [make.job({ status: "done" }), "workflow_job.status"],
  [make.job({ status: "completed", conclusion: "fine" }), "workflow_job.conclusion"],
  [make.job({ head_sha: "main" }), "workflow_job.head_sha"],
  [make.job({ steps: [{ name: 5 }] }), "workflow_job.steps.0.name"],
  [make.job({ created_at: "1".repeat(65) }), "workflow_job.created_at"],
  [make.run({ id: 2 ** 60 }), "workflow_run.id"],
  [make.run({ event: null }), "workflow_run.event"],
  [make.run({ pull_requests: [{ number: "x" }] }), "workflow_run.pull_requests.0.number"],
  [make.push(1, { after: "HEAD" }), "after"],
  [make.push(1, { ref: "" }), "ref"],
  [make.push(1, { ref: "r".repeat(401) }), "ref"],
  [make.push(1, { commits: [make.commit("a", { id: "x" })] }), "commits.0.id"],
  [make.push(1, { commits: "all" }), "commits"],
  [make.pull({ number: {} }), "pull_request.number"],
  [make.pull({ state: "merged" }), "pull_request.state"],
  [make.pull({ head: null }), "pull_request.head"],
  [make.pull({ updated_at: "9".repeat(100) }), "pull_request.updated_at"],
  [make.pull({}, "labeled", { label: { name: "" } }), "label.name"],
  [make.issue({ number: null }), "issue.number"],
  [make.issue({ updated_at: 5 }), "issue.updated_at"],
  [make.issueComment({ id: beyond }), "comment.id"],
  [make.review({ state: "liked" }), "review.state"],
  [make.reviewComment({ commit_id: "short" }), "comment.commit_id"],
  [make.checkRun({ name: "" }), "check_run.name"],
  [make.checkRun({ conclusion: "great" }), "check_run.conclusion"],
  [make.status({ state: "ok" }), "state"],
  [make.status({ sha: null }), "sha"],
];

test.each(refusals.map(([delivery, field]) => [delivery.event, field, delivery] as const))(
  "%s is refused for its %s",
  (_event, field, delivery) => expect(refusal(delivery)).toBe(field),
);

test("the repository's name is what keys begin with: nothing but a plain one is taken", () => {
  for (const full_name of ["", "widgets", "a/b/c", "../etc", "a/b?x", "a /b", "a/\u0000", null, 5, "é/b", "/b", "a/"]) {
    for (const { event, payload } of [make.job(), make.run(), make.push(1), make.pull(), make.issue(), make.status()]) {
      expect(refusal({ event, payload: { ...payload, repository: { full_name } } })).toBe("repository.full_name");
    }
  }
  for (const payload of [{}, { repository: null }, [], "x", null]) {
    expect(() => recordsFromGithub("push", payload)).toThrow(ZodError);
  }
});

test("ids are kept to the last digit as far as JSON's numbers reach", () => {
  const id = Number.MAX_SAFE_INTEGER;
  expect(only(fold([make.job({ id })]), "workflow_job")).toMatchObject({ id, dynamoKey: `${make.repo}/${id}` });
});

test("only http links are kept", () => {
  const bad = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    " https://x",
    "//x",
    "https://",
    "",
    "x",
  ];
  for (const link of [...bad, null, undefined, `https://x/${"y".repeat(2_000)}`, "https://x/\ud800"]) {
    expect(only(fold([make.job({ html_url: link })]), "workflow_job").html_url).toBeNull();
    expect(only(fold([make.status({ target_url: link })]), "external_check").url).toBeNull();
    expect(only(fold([make.checkRun({ details_url: link, html_url: null })]), "external_check").url).toBeNull();
  }
  expect(only(fold([make.job({ html_url: "http://ghe.local/x" })]), "workflow_job").html_url).toBe(
    "http://ghe.local/x",
  );
});

test.each([
  ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"],
  ["2026-03-01T14:30:00+02:30", "2026-03-01T12:00:00.000Z"],
  ["2026-03-01T07:00:00.123456-05:00", "2026-03-01T12:00:00.123Z"],
  [Date.UTC(2026, 2, 1, 12) / 1000, "2026-03-01T12:00:00.000Z"],
  [1.5, "1970-01-01T00:00:01.500Z"],
  ["0001-01-01T00:00:00Z", null],
  ["9999-12-31T23:59:59Z", null],
  [1e300, null],
  [-5, null],
  ["soon", null],
  ["", null],
  [null, null],
  [undefined, null],
])("the moment %j is kept as %j", (spelt, kept) => {
  expect(only(fold([make.job({ created_at: spelt })]), "workflow_job").created_at).toBe(kept);
});

test("text comes through whole, except what no database could give back", () => {
  const text = "NUL \u0000, line \u2028, emoji 👩‍👩‍👧, rtl \u202e, lone \udc00";
  const kept = text.toWellFormed();
  const labels = [text];
  const state = fold([
    make.job({ name: text, labels, runner_name: text, steps: [{ name: text }] }),
    make.run({ name: text, head_commit: { message: text } }),
    make.pull({ title: text, body: text, labels: [{ name: text }], user: { login: text } }, "labeled", {
      label: { name: text },
    }),
    make.issueComment({ body: text }),
    make.checkRun({ name: text, output: { title: text } }),
    make.push(1, { ref: `refs/heads/${text}`, commits: [make.commit("a", { message: text, author: { name: text } })] }),
  ]);
  expect(only(state, "workflow_job")).toMatchObject({ name: kept, labels: [kept], runner_name: kept });
  expect(only(state, "pull_label_event").label).toBe(kept);
  for (const { record } of state.values()) expect(JSON.stringify(record)).not.toMatch(/\\ud[89a-f]/i);
  const moment = "\ud800";
  const labelled = fold([
    make.pull({ updated_at: moment }, "labeled", { label: { name: "bug" } }),
    make.issue({ updated_at: moment }, "labeled", { label: { name: "bug" } }),
  ]);
  for (const { record } of labelled.values()) expect(record.dynamoKey).toBe(record.dynamoKey.toWellFormed());
});

test("null and absent mean the same", () => {
  const optional: [make: (fields: Record<string, unknown>) => Delivery, fields: string[]][] = [
    [make.job, ["workflow_name", "head_branch", "conclusion", "completed_at", "labels", "steps", "runner_id"]],
    [make.run, ["name", "display_title", "conclusion", "head_commit", "path", "pull_requests", "actor"]],
    [(fields) => make.push(1, fields), ["created", "deleted", "forced", "compare", "pusher", "commits"]],
    [make.pull, ["title", "body", "draft", "merged", "user", "base", "merge_commit_sha", "labels", "updated_at"]],
    [make.issue, ["title", "body", "state", "user", "labels", "closed_at", "updated_at"]],
    [make.issueComment, ["body", "user", "updated_at"]],
    [make.review, ["body", "user", "commit_id", "updated_at"]],
    [make.reviewComment, ["body", "line", "path", "in_reply_to_id"]],
    [make.checkRun, ["conclusion", "output", "app", "details_url", "started_at"]],
    [make.status, ["description", "target_url", "updated_at"]],
  ];
  for (const [deliver, fields] of optional) {
    for (const field of fields) {
      expect(recordsOf([deliver({ [field]: undefined })])).toEqual(recordsOf([deliver({ [field]: null })]));
    }
  }
});

describe("records larger than a store takes", () => {
  const huge = "é".repeat(300_000);

  test("drop their largest free text, and say so", () => {
    const deliveries = [
      make.pull({ body: huge, title: "Kept" }),
      make.issue({ body: huge }),
      make.issueComment({ body: huge }),
      make.review({ body: huge }),
      make.reviewComment({ body: huge }),
      make.run({ head_commit: { message: huge, timestamp: make.at(0) } }),
      make.checkRun({ output: { title: huge } }),
      make.job({ steps: Array.from({ length: 5_000 }, () => ({ name: "x".repeat(1_000) })) }),
    ];
    const records = recordsOf(deliveries);
    expect(records).toHaveLength(deliveries.length);
    for (const { record } of records) {
      expect(record).toMatchObject({ truncated: true });
      expect(itemBytes(record)).toBeLessThan(item_bytes_max);
    }
    expect(records[0]?.record).toMatchObject({ title: "Kept", body: null, state: "open" });
    expect(records[7]?.record).toMatchObject({ status: "queued", steps: [], labels: ["ubuntu-latest"] });
  });

  test("are cut where text is short by nature", () => {
    const state = fold([
      make.job({ name: huge, workflow_name: huge, head_branch: huge, labels: [huge], runner_name: huge }),
      make.run({ name: huge, path: huge, event: huge, head_branch: huge, actor: { login: huge } }),
      make.push(1, { pusher: { name: huge }, commits: [] }),
      make.pull({ labels: Array.from({ length: 500 }, (_, n) => ({ name: `${n}${huge}` })), user: { login: huge } }),
    ]);
    expect(state.size).toBe(4);
    for (const { record } of state.values()) expect(itemBytes(record)).toBeLessThan(item_bytes_max);
  });

  test("an emoji is never cut in half", () => {
    for (const pad of ["", "x"]) {
      const commits = Array.from({ length: 2_048 }, (_, n) =>
        make.commit(`c${n}`, { message: pad + "😀".repeat(500) + "\n\nbody" }),
      );
      const record = only(fold([make.push(1, { commits, after: make.sha("c2047"), head_commit: null })]), "push");
      expect(record.truncated).toBe(true);
      expect(JSON.stringify(record)).not.toMatch(/\\ud[89a-f]/i);
      const name = only(fold([make.job({ name: pad + "😀".repeat(600) })]), "workflow_job").name;
      expect(String(name).isWellFormed()).toBe(true);
    }
  });

  test.each([
    ["2,048 commits", 2_048, 300],
    ["2,048 commits of 12 KB, as GitHub's 25 MB allow", 2_048, 12_000],
  ])("a push of %s keeps every hash and time", (_what, count, message_bytes) => {
    const commits = Array.from({ length: count }, (_, n) =>
      make.commit(`c${n}`, { message: `Change ${n} 😀\n\n${"x".repeat(message_bytes)}`, timestamp: make.at(n) }),
    );
    const after = make.sha(`c${count - 1}`);
    const delivery = make.push(9_000, { commits, after, head_commit: commits.at(-1) });
    const [heard] = recordsOf([delivery]);
    const record = only(fold([delivery]), "push");
    expect(record).toMatchObject({ truncated: true, after, head_sha: after });
    expect(itemBytes({ ...record, revision: 1 })).toBeLessThan(item_bytes_max);
    const kept = Array.isArray(record.commits) ? record.commits : [];
    expect(kept.map((commit: { sha: string }) => commit.sha)).toEqual(commits.map((commit) => commit.id));
    expect(kept.map((commit: { time: string }) => commit.time)).toEqual(commits.map((_, n) => make.moment(n)));
    const rows = heard?.kind.rows(heard.record, 1) ?? [];
    expect(rows.filter(({ table }) => table === "commit")).toHaveLength(count);
    const titles = rows.filter(({ table }) => table === "commit").map(({ row }) => row.title);
    expect(titles[17]).toMatch(/^Change 17/);
  });

  test("even of SHA-256 hashes", () => {
    const commits = Array.from({ length: 2_048 }, (_, n) =>
      make.commit("a", { id: n.toString(16).padStart(64, "0"), message: "😀".repeat(400) }),
    );
    const record = only(fold([make.push(1, { commits, head_commit: null })]), "push");
    expect(record.commits).toHaveLength(2_048);
    expect(itemBytes({ ...record, revision: 1 })).toBeLessThan(item_bytes_max);
  });
});

test("a push that deletes says so even where GitHub leaves the flag out", () => {
  const [heard] = recordsOf([make.push(1, { after: zeros, deleted: undefined, commits: [], head_commit: null })]);
  expect(heard?.record).toMatchObject({ deleted: true, head_sha: null, commits: [] });
});
