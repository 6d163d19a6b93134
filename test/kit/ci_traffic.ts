/**
 * A repository's CI as GitHub would tell of it, made up by chance: deliveries, and beside them what the grid must show,
 * worked out from the story and never from the deliveries.
 */
import { createHash } from "node:crypto";
import type { Delivery } from "test/kit/deliveries";
import type { Chance } from "test/kit/hud_client";

/** What a cell of the grid must say. */
export interface ExpectedCell {
  conclusion: string;
  id: number;
  /** Only of a success it is certain: it is flaky. */
  flaky: boolean;
  runAttempt: number;
  durationS: number | null;
  status: string;
}

export interface ExpectedRow {
  sha: string;
  time: string;
  commitTitle: string;
  commitMessageBody: string;
  author: string;
  authorUrl: string | null;
  prNum: number | null;
  commitUrl: string;
  /** By "<workflow> / <job>". */
  cells: Map<string, ExpectedCell>;
}

interface Sighting extends Omit<ExpectedCell, "flaky"> {
  name: string;
}

const workflows: readonly (readonly [name: string, jobs: readonly string[]])[] = [
  ["Lint", ["ruff", "mypy (3.12)", "prettier", "links / check"]],
  ["Build", ["x86", "arm64"].flatMap((arch) => range(6).map((shard) => `linux-${arch} / build (${shard + 1}, 6)`))],
  ["Test (default)", range(20).map((shard) => `test (ünit, ${shard + 1}, 20, "gpu")`)],
  ["docs", ["html", "pdf", "spelling", "deploy"]],
];

const outcomes = [
  ...Array.from({ length: 12 }, () => "success" as const),
  ...(["failure", "failure", "failure", "cancelled", "cancelled", "timed_out", "skipped", "skipped"] as const),
  ...(["neutral", "queued", "in_progress", "waiting"] as const),
] as const;
type Outcome = (typeof outcomes)[number];
const unfinished: Partial<Record<Outcome, string>> = { queued: "queued", in_progress: "pending", waiting: "pending" };

/** From the most to the least telling. */
const telling = [
  ["success"],
  ["failure", "timed_out", "startup_failure"],
  ["pending", "queued"],
  ["neutral"],
  ["skipped"],
  ["cancelled"],
];

export class Traffic {
  readonly deliveries: Delivery[] = [];
  /** Oldest first. */
  readonly rows: ExpectedRow[] = [];
  private next_id = 5_000_000_000;
  private readonly repository: Record<string, unknown>;

  constructor(
    readonly repo: string,
    private readonly chance: Chance,
    private readonly began: number,
  ) {
    this.repository = { full_name: repo, html_url: `https://github.com/${repo}`, default_branch: "main" };
  }

  /** A push of some commits to main, each with all of its CI. */
  push(messages: readonly { message: string; pr?: number; login?: string | null }[]): void {
    const first = this.rows.length;
    const commits = messages.map(({ message, pr, login = "ann-lee" }, position) => {
      const number = first + position;
      // Commits that were made at the same moment are told apart by their place in the push.
      const time = this.at(Math.floor(number / 2) * 600);
      const [commitTitle = "", ...body] = message.split("\n");
      const sha = hash(`${this.repo} ${number}`);
      this.rows.push({
        ...{ sha, time: time.replace("Z", ".000Z"), commitTitle, commitMessageBody: body.join("\n").trim() },
        ...{ author: login ?? "Ann Lee", authorUrl: login && `https://github.com/${login}`, prNum: pr ?? null },
        ...{ commitUrl: `https://github.com/${this.repo}/commit/${sha}`, cells: new Map() },
      });
      const author = { name: "Ann Lee", email: "ann@example.com", ...(login && { username: login }) };
      return {
        id: sha,
        message,
        timestamp: time,
        author,
        committer: author,
        added: [],
        removed: [],
        modified: ["a.c"],
      };
    });
    const pushed_at = Date.parse(this.at(this.rows.length * 600)) / 1000;
    this.tell("push", {
      ...{ ref: "refs/heads/main", before: hash(`${this.repo} ${first - 1}`), after: commits.at(-1)?.id },
      ...{ created: false, deleted: false, forced: false, compare: null, pusher: { name: "ann-lee" } },
      ...{ commits, head_commit: commits.at(-1), repository: { ...this.repository, pushed_at } },
    });
    for (const [position, { message }] of messages.entries()) this.ci(first + position, message);
  }

  private ci(number: number, message: string): void {
    const row = this.rows[number];
    if (!row) throw new Error("No such commit");
    const sightings: Sighting[] = [];
    for (const [workflow, jobs] of workflows) {
      sightings.push(...this.runOf(row, message, { workflow, jobs, event: "push" }));
      // The schedule finds the same commit once more.
      if (this.chance.below(10) === 0)
        sightings.push(...this.runOf(row, message, { workflow, jobs, event: "schedule" }));
    }
    if (number % 5 === 1) sightings.push(this.brokenWorkflow(row, message));
    if (number % 7 === 2) this.forkRun(row, message);
    for (const name of new Set(sightings.map((sighting) => sighting.name))) {
      row.cells.set(name, cellOf(sightings.filter((sighting) => sighting.name === name)));
    }
  }

  /** One run with its attempts: all jobs first, then again those that did not go well. */
  private runOf(
    row: ExpectedRow,
    message: string,
    { workflow, jobs, event }: { workflow: string; jobs: readonly string[]; event: string },
  ): Sighting[] {
    const run_id = this.next_id++;
    const seen: Sighting[] = [];
    let due = jobs;
    const attempts = this.chance.pick([1, 1, 2, 3]);
    for (let attempt = 1; attempt <= attempts && due.length > 0; attempt++) {
      const again: string[] = [];
      for (const job of due) {
        const outcome = this.chance.pick(outcomes as unknown as [Outcome, ...Outcome[]]);
        seen.push(this.job(row, { run_id, attempt, workflow, job, outcome }));
        if (["failure", "cancelled", "timed_out"].includes(outcome)) again.push(job);
      }
      for (const status of ["requested", "in_progress", "completed"] as const) {
        this.run(row, message, {
          ...{
            id: run_id,
            run_attempt: attempt,
            name: workflow,
            event,
            status: status === "requested" ? "queued" : status,
          },
          ...{ conclusion: status === "completed" ? (again.length > 0 ? "failure" : "success") : null },
          updated_at: this.at(attempt * 100 + ["requested", "in_progress", "completed"].indexOf(status)),
        });
      }
      due = again;
    }
    return seen;
  }

  private job(
    row: ExpectedRow,
    {
      run_id,
      attempt,
      workflow,
      job,
      outcome,
    }: { run_id: number; attempt: number; workflow: string; job: string; outcome: Outcome },
  ): Sighting {
    const id = this.next_id++;
    const began = attempt * 1_000 + this.chance.below(60);
    const duration = outcome === "skipped" ? 0 : 1 + this.chance.below(4_000);
    const is_open = unfinished[outcome] !== undefined;
    const told = is_open ? outcome : "completed";
    for (const status of ["waiting", "queued", "in_progress", "completed"]) {
      const is_last = status === told;
      // A job that waits for nobody's approval is never "waiting", and not every message arrives.
      if (is_last || (status !== "waiting" && this.chance.below(3) > 0)) {
        this.tell("workflow_job", {
          workflow_job: {
            ...{ id, run_id, run_attempt: attempt, name: job, workflow_name: workflow, status, head_sha: row.sha },
            ...{
              head_branch: "main",
              conclusion: status === "completed" ? outcome : null,
              created_at: this.at(began - 30),
            },
            started_at: this.at(status === "queued" || status === "waiting" ? began - 30 : began),
            completed_at: status === "completed" ? this.at(began + duration) : null,
            html_url: `https://github.com/${this.repo}/actions/runs/${run_id}/job/${id}`,
            ...{ labels: ["ubuntu-latest"], runner_id: 7, runner_name: "runner 7", runner_group_name: "Default" },
            steps: [{ number: 1, name: "Set up job", status: "completed", conclusion: "success" }],
            ...{ node_id: "CR_1", check_run_url: `https://api.github.com/repos/${this.repo}/check-runs/${id}` },
          },
        });
      }
      if (is_last) break;
    }
    return {
      ...{ name: `${workflow} / ${job}`, id, runAttempt: attempt, status: told },
      conclusion: unfinished[outcome] ?? outcome,
      durationS: is_open ? null : duration,
    };
  }

  /** A workflow file that does not even start: a run without jobs. */
  private brokenWorkflow(row: ExpectedRow, message: string): Sighting {
    const id = this.next_id++;
    const run = { id, run_attempt: 1, name: ".github/workflows/broken.yml", event: "push", updated_at: this.at(5) };
    this.run(row, message, { ...run, status: "completed", conclusion: "startup_failure" });
    return {
      ...{ name: `${run.name} / (no jobs)`, id, runAttempt: 1, status: "completed" },
      ...{ conclusion: "startup_failure", durationS: null },
    };
  }

  /** A fork's main has the same commit, and a run there that is none of ours. */
  private forkRun(row: ExpectedRow, message: string): void {
    const id = this.next_id++;
    this.run(row, message, {
      ...{ id, run_attempt: 1, name: "Lint", event: "pull_request", status: "completed", conclusion: "failure" },
      ...{ head_repository: { full_name: `somebody/${this.repo.split("/")[1] ?? ""}` }, updated_at: this.at(9) },
    });
    this.job(row, { run_id: id, attempt: 1, workflow: "Lint", job: "ruff", outcome: "failure" });
    this.job(row, { run_id: id, attempt: 1, workflow: "Lint", job: "the fork's own", outcome: "success" });
  }

  private run(row: ExpectedRow, message: string, fields: Record<string, unknown>): void {
    const { sha, time } = row;
    this.tell("workflow_run", {
      workflow_run: {
        ...{ head_sha: sha, head_branch: "main", head_repository: { full_name: this.repo }, created_at: this.at(1) },
        ...{ workflow_id: 3, run_number: 7, display_title: row.commitTitle, path: ".github/workflows/x.yml" },
        ...{ run_started_at: this.at(1), html_url: `https://github.com/${this.repo}/actions/runs/1` },
        ...{ actor: { login: "ann-lee" }, triggering_actor: { login: "bob" }, pull_requests: [] },
        head_commit: { id: sha, message, timestamp: time.replace(".000Z", "Z"), author: { name: "Ann Lee" } },
        ...fields,
      },
    });
  }

  /** A pull request whose merge made a commit of ours, though the commit's message does not say so. */
  merged(number: number, merge_commit_sha: string): void {
    for (const merged of [false, true]) {
      this.tell("pull_request", {
        action: merged ? "closed" : "opened",
        pull_request: {
          ...{ number, title: `Pull ${number}`, body: null, state: merged ? "closed" : "open", draft: false, merged },
          ...{ user: { login: "ann-lee" }, base: { ref: "main", sha: hash("base") }, labels: [] },
          head: { ref: `topic-${number}`, sha: hash(`head ${number}`), repo: { full_name: this.repo } },
          merge_commit_sha: merged ? merge_commit_sha : hash(`trial ${number}`),
          html_url: `https://github.com/${this.repo}/pull/${number}`,
          ...{ created_at: this.at(0), updated_at: this.at(merged ? 500 : 0) },
          ...{ closed_at: merged ? this.at(500) : null, merged_at: merged ? this.at(500) : null },
        },
      });
    }
  }

  tell(event: string, payload: Record<string, unknown>): void {
    this.deliveries.push({ event, payload: { repository: this.repository, sender: { login: "ann-lee" }, ...payload } });
  }

  at(second: number): string {
    return new Date(this.began + second * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  }
}

export const hash = (name: string): string => createHash("sha1").update(name).digest("hex");

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function cellOf(sightings: readonly Sighting[]): ExpectedCell {
  const rank = telling.findIndex((words) => sightings.some(({ conclusion }) => words.includes(conclusion)));
  const best = sightings.filter(({ conclusion }) => telling[rank]?.includes(conclusion)).sort((a, b) => b.id - a.id)[0];
  if (!best) throw new Error("No sighting");
  const failed = sightings.some(({ conclusion }) => telling[1]?.includes(conclusion));
  const { conclusion, id, runAttempt, durationS, status } = best;
  return { conclusion, id, runAttempt, durationS, status, flaky: conclusion === "success" && failed };
}
