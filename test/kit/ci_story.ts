/**
 * The last hours of a small repository, with a bit of everything that the HUD can tell of one: failures of every kind,
 * other CI systems, a pull request, an incident. As the outside tells it: scripts/demo/sign.ts makes requests of it.
 */
import { randomUUID } from "node:crypto";
import { ping } from "scripts/demo/payloads/checks";
import { jobCompleted, workflowCompleted } from "scripts/demo/payloads/circleci";
import type { Delivery } from "scripts/demo/timeline";
import * as make from "test/kit/deliveries";
import { callback } from "test/kit/oot";

const { repo } = make;
const tip_number = 10;
/** They begin alike, and differ in the fifth digit. */
const shaOf = (commit: number): string => `abcd${commit.toString(16)}`.padEnd(40, "e");

export const story = {
  ...{ repo, backend: "vendor/backend", pull: 5, head: "beef".padEnd(40, "1") },
  ...{ tip: shaOf(tip_number), before: shaOf(tip_number - 1) },
  /** Ambiguous, and whole commits of it. */
  ...{ prefix: "abcd", tip_prefix: "abcda" },
  run_id: 100 + tip_number,
  /** Of the tip: failed, with a log that tells why, and a success before it that has one too. */
  broken: 1_000 + tip_number * 20 + 1,
  /** Of the tip: failed on a machine that left no log. */
  fresh: 1_000 + tip_number * 20 + 6,
  rule: { name: "Widget fault", pattern: String.raw`widget fault (\w+)`, repo, priority: 0 },
  infra_rule: { name: "Widget net", pattern: String.raw`widget net (\w+)`, repo, priority: 1, category: "infra" },
} as const;

/** By job, the commits on which it failed and what its log said; "" is no log. */
const jobs: readonly [name: string, failures: Readonly<Record<number, string>>][] = [
  ["new", { 10: "widget fault alpha" }],
  ["broken", { 8: "widget fault beta", 9: "widget fault beta", 10: "widget fault beta" }],
  ["otherwise", { 9: "widget fault gamma", 10: "widget fault delta" }],
  ["rate", { 2: "", 5: "", 10: "widget fault epsilon" }],
  ["twin", { 3: "nobody knows", 6: "", 10: "widget fault alpha" }],
  ["retried", { 10: "widget fault theta" }],
  ["fresh", { 10: "" }],
  ["network", { 10: "widget net down" }],
];

/** What CI systems tell, and then what jobs leave behind. */
export function storyDeliveries(): { events: Delivery[]; uploads: Delivery[] } {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  const tell = (event: string, body: object): Delivery => ({ at: now, event, id: randomUUID(), body: () => body });
  const github = ({ event, payload }: make.Delivery): Delivery => tell(event, payload);
  const begun = (commit: number): number => 200 - commit * 10;
  const events: Delivery[] = [];
  const uploads: Delivery[] = [];

  const commits = Array.from({ length: tip_number + 1 }, (_, commit) => ({
    ...make.commit(String(commit), { id: shaOf(commit), timestamp: ago(begun(commit)) }),
    message: commit === tip_number ? `Turn it (#${story.pull})\n\nBecause.` : `Change ${commit}`,
  }));
  events.push(github(make.push(0, { after: story.tip, commits, head_commit: commits.at(-1) })));

  const job = (fields: { id: number; minutes: number; conclusion: string } & Record<string, unknown>): Delivery => {
    const { minutes, ...told } = fields;
    const times = { created_at: ago(minutes - 1), started_at: ago(minutes - 2), completed_at: ago(minutes - 5) };
    return github(make.job({ ...times, status: "completed", runner_name: "runner 7", ...told }));
  };
  const run = (fields: { id: number; minutes: number } & Record<string, unknown>): Delivery => {
    const { minutes, ...told } = fields;
    const times = { created_at: ago(minutes), run_started_at: ago(minutes), updated_at: ago(minutes - 6) };
    return github(make.run({ ...times, status: "completed", conclusion: "failure", ...told }));
  };
  for (let commit = 0; commit <= tip_number; commit++) {
    const [head_sha, run_id, minutes] = [shaOf(commit), 100 + commit, begun(commit)];
    events.push(run({ id: run_id, head_sha, minutes }));
    for (const [index, [name, failures]] of jobs.entries()) {
      if (name === "fresh" && commit < tip_number) continue;
      const id = 1_000 + commit * 20 + index;
      const log = failures[commit];
      const conclusion = log === undefined ? "success" : "failure";
      events.push(job({ id, run_id, head_sha, name, minutes, conclusion }));
      const text = `setting up\n${log ?? "all is well"}\nthe end\n`;
      if (log !== "" && (conclusion === "failure" || commit === 0)) uploads.push(tell("log", { repo, id, text }));
    }
  }
  const tip = { head_sha: story.tip, minutes: begun(tip_number) };
  events.push(
    job({ ...tip, id: 2_000, run_id: story.run_id, run_attempt: 2, name: "retried", conclusion: "success" }),
    run({ ...tip, id: 300, name: "no-such.yml", conclusion: "startup_failure" }),
    run({ ...tip, id: 301, head_repository: { full_name: "somebody/widgets" } }),
    github(make.job({ head_sha: story.tip, id: 3_000, run_id: story.run_id, name: "later", created_at: ago(10) })),
    github(make.checkRun({ head_sha: story.tip, status: "completed", conclusion: "success", completed_at: ago(80) })),
    github(make.status({ sha: story.tip })),
    tell("ping", ping({ repo })),
    github(make.issue({ labels: [{ name: "sev" }], created_at: ago(60), updated_at: ago(60) })),
  );
  for (const [number, status] of [
    [1, "success"],
    [2, "failed"],
  ] as const) {
    const circleci = { repo, sha: story.tip, pipeline: number, created_at: ago(90), stopped_at: ago(85), status };
    events.push(tell("circleci", jobCompleted({ ...circleci, number })), tell("circleci", workflowCompleted(circleci)));
  }

  const head = { head_sha: story.head, head_branch: "topic" };
  const title = { output: { title: "2 warnings", summary: null } };
  const pull = {
    ...{ number: story.pull, body: "Turns **it**.", labels: [{ name: "bug" }], updated_at: ago(70) },
    ...{ head: { ref: "topic", sha: story.head, repo: { full_name: repo } }, base: { ref: "main", sha: shaOf(9) } },
  };
  events.push(
    github(make.pull(pull)),
    github(make.review({ state: "approved", commit_id: story.head, submitted_at: ago(65) })),
    github(make.reviewComment()),
    run({ ...head, id: 400, event: "pull_request", minutes: 75 }),
    job({ ...head, id: 4_000, run_id: 400, name: "new", minutes: 75, conclusion: "failure" }),
    github(make.checkRun({ id: 91, head_sha: story.head, status: "completed", conclusion: "failure", ...title })),
  );

  const more = {
    ...{ test_results: { passed: 8, failed: 1, skipped: 1 }, artifact_url: "https://ci.example/a", environment: "npu" },
  };
  const upstream = { backend: story.backend, upstream: repo, hours_ago: 1, more };
  for (const [check, conclusion] of (["success", "failure"] as const).entries()) {
    const ran = { ...upstream, job: `test ${check}`, check, conclusion };
    const began = { ...ran, status: "in_progress" } as const;
    for (const options of [ran, began]) {
      events.push(tell("oot", at(callback({ ...options, pr: story.pull, delivery: "pull" }), story.head)));
    }
    events.push(tell("oot", at(callback({ ...ran, delivery: "push", check: check + 10 }), story.tip)));
  }
  for (const hours_ago of [5, 9, 13]) {
    const before = callback({ ...upstream, hours_ago, delivery: String(hours_ago), check: hours_ago + 20 });
    events.push(tell("oot", at(before, shaOf(0))));
  }

  for (const commit of [tip_number - 1, tip_number]) {
    const place = { repo, workflow_id: 100 + commit, run_attempt: 1, job_id: 1_000 + commit * 20 + 1 };
    uploads.push(
      tell("test_report", { ...place, report: "pytest.xml", xml: reportOf(commit) }),
      tell("artifact", { ...place, name: "wheels/widget.whl", text: "a wheel" }),
    );
  }
  return { events, uploads };
}

/** One test that is flaky, and one that fails on the tip. */
function reportOf(commit: number): string {
  const failure = commit === tip_number ? `<failure message="assert 1 == 2">tests/test_net.py:7: assert</failure>` : "";
  const flake = `<rerun message="ConnectionResetError: peer">tests/test_net.py:9: reset</rerun>`;
  const tests = [
    ["test_fetch", flake],
    ["test_get", failure],
  ].map(([name, inside]) => `<testcase classname="tests.test_net" name="${name}" time="0.5">${inside}</testcase>`);
  return `<testsuite name="pytest">${tests.join("")}</testsuite>`;
}

/** The callback about this commit instead of the one that its kit makes up. */
function at(made: ReturnType<typeof callback>, sha: string): object {
  const { callback_payload } = made.untrusted;
  const told: Record<string, unknown> = { ...callback_payload.payload };
  const payload =
    "pull_request" in told ? { ...told, pull_request: { number: story.pull, head: { sha } } } : { ...told, after: sha };
  return { ...made, untrusted: { callback_payload: { ...callback_payload, payload } } };
}
