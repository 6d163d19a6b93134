/** Whose failure is it? Each failing job of a commit held against what the branch it was made for did before it. */
import { type CategoryOf, causeOf, causesOf, tellsCause } from "lib/model/triage_cause";

export const verdict_kinds = ["new", "broken_trunk", "flaky", "infra", "other"] as const;
export type VerdictKind = (typeof verdict_kinds)[number];

/** A job that failed on the commit in question. */
export interface FailingJob {
  /** "<workflow> / <job>" */
  name: string;
  /** Of its newest failed attempt. */
  id: number;
  /** What its log says, once it is classified. */
  rule: string | null;
  captures: readonly string[];
  /** The newest attempt that passed, on the same commit. `settled`: it is newer than those that failed. */
  passed: { id: number; attempt: number; settled: boolean } | null;
}

/** One job's attempt on one commit of trunk that passed or failed. */
export interface TrunkRun {
  sha: string;
  id: number;
  failed: boolean;
  rule: string | null;
  captures: readonly string[];
}

/** What the failures are compared with. */
export interface Trunk {
  branch: string;
  /** Newest first; [0] is the branch's newest commit when the commit in question was tested. None of them is its own. */
  shas: readonly string[];
  /** The commit that it was made on, where it is among them. */
  base: string | null;
  /** From the oldest of them to the moment of the test. */
  days: number;
  /** By job name; cancelled and skipped ones are left out. */
  runs: ReadonlyMap<string, readonly TrunkRun[]>;
}

/** What somebody said of a failure. */
export interface Said {
  annotation: string;
  note: string | null;
  by: string | null;
  /** ISO 8601 */
  at: string;
}

export type Evidence =
  | { kind: "said"; said: Said }
  | { kind: "infra_rule"; rule: string }
  | { kind: "passed_on_retry"; job_id: number; attempt: number }
  | { kind: "passed_before"; job_id: number; attempt: number }
  | {
      kind: "fails_on_trunk";
      branch: string;
      /** Where the unbroken failures begin, and their newest commit before the one in question. */
      since_sha: string;
      newest_sha: string;
      job_id: number;
      /** How many commits failed in a row, as far as is known. */
      commits: number;
      /** By what it is the same failure: its rule and captures, or, where one of the two is not classified, the job. */
      same: "captures" | "job";
    }
  | { kind: "fails_otherwise_on_trunk"; branch: string; sha: string; job_id: number; captures: readonly string[] }
  | { kind: "same_failure_here"; name: string; job_id: number }
  | { kind: "failure_rate"; branch: string; failed: number; commits: number; days: number }
  | { kind: "passed_on_trunk"; branch: string; sha: string; job_id: number }
  | { kind: "never_on_trunk"; branch: string | null; commits: number };

export interface Verdict {
  name: string;
  job_id: number;
  kind: VerdictKind;
  /** It passed in the end: nothing is red any more. */
  settled: boolean;
  /** The most telling first. */
  evidence: Evidence[];
}

/** What docs/verdicts.md tells people. */
export const flaky_rule = {
  /** Share of the commits with a verdict on which the job failed, at least in one attempt. */
  rate_min: 0.05,
  /** Failures that are apart from each other: one long breakage is no flakiness. */
  episodes_min: 2,
  /** Evidence both ways. */
  passed_min: 2,
  commits_min: 8,
} as const;

/** What people may say, and what it makes of the failure. */
const kind_of_annotation: Readonly<Record<string, VerdictKind>> = {
  "Broken trunk": "broken_trunk",
  "Test flake": "flaky",
  "Broken infra": "infra",
  "Infra flake": "infra",
  "Network error": "infra",
  Other: "other",
};

/**
 * One verdict for each failing job, in their order. What a person said comes first, then what the log's rule says, then
 * another attempt that passed, then trunk, then the job's past; what nothing explains is new, and so is what failed just like it.
 */
export function triage(
  jobs: readonly FailingJob[],
  { trunk, said, categoryOf }: { trunk: Trunk | null; said: ReadonlyMap<number, Said>; categoryOf: CategoryOf },
): Verdict[] {
  const judged = jobs.map((job) => ({ job, alone: judge(job, trunk, categoryOf) }));
  const new_causes = causesOf(
    judged.flatMap(({ job, alone }) => (alone.kind === "new" ? [job] : [])),
    categoryOf,
  );
  return judged.map(({ job, alone }) => {
    const known = said.get(job.id);
    const human = known && kind_of_annotation[known.annotation];
    const machine = besideOthers(job, alone, { new_causes, trunk, categoryOf });
    const verdict = { name: job.name, job_id: job.id, settled: job.passed?.settled ?? false };
    if (!known || !human) return { ...verdict, ...machine };
    return { ...verdict, kind: human, evidence: [{ kind: "said" as const, said: known }, ...machine.evidence] };
  });
}

type Judgement = Pick<Verdict, "kind" | "evidence">;

/**
 * One failure in several jobs is one cause: that one of them often fails by itself does not explain it, unless it has
 * failed in this very way before.
 */
function besideOthers(
  job: FailingJob,
  alone: Judgement,
  {
    new_causes,
    trunk,
    categoryOf,
  }: { new_causes: ReadonlyMap<string, FailingJob>; trunk: Trunk | null; categoryOf: CategoryOf },
): Judgement {
  // Without an attempt that passed, it is flaky by its rate alone.
  if (alone.kind !== "flaky" || job.passed) return alone;
  // Only causes that logs tell are among them, so a log that tells none finds none.
  const cause = causeOf(job);
  const other = new_causes.get(cause);
  const runs = trunk?.runs.get(job.name) ?? [];
  const is_known = runs.some((run) => run.failed && tellsCause(run, categoryOf) && causeOf(run) === cause);
  if (!other || is_known) return alone;
  return {
    kind: "new",
    evidence: [{ kind: "same_failure_here", name: other.name, job_id: other.id }, ...alone.evidence],
  };
}

function judge(job: FailingJob, trunk: Trunk | null, categoryOf: CategoryOf): Judgement {
  const retry: Evidence[] = job.passed
    ? [
        {
          kind: job.passed.settled ? "passed_on_retry" : "passed_before",
          ...{ job_id: job.passed.id, attempt: job.passed.attempt },
        },
      ]
    : [];
  if (job.rule !== null && categoryOf(job.rule) === "infra") {
    return { kind: "infra", evidence: [{ kind: "infra_rule", rule: job.rule }, ...retry] };
  }
  const past = trunk && pastOf(job.name, trunk);
  const rate = past ? failureRate(past, trunk) : [];
  if (job.passed) return { kind: "flaky", evidence: [...retry, ...rate] };
  if (!past || past.every((commit) => commit.state === "silent")) {
    return {
      kind: "new",
      evidence: [{ kind: "never_on_trunk", branch: trunk?.branch ?? null, commits: trunk?.shas.length ?? 0 }],
    };
  }
  const on_trunk = failsOnTrunk(job, past, trunk, categoryOf);
  const is_flaky = looksFlaky(past);
  // One failure of a job that fails now and then is no breakage.
  if (on_trunk?.kind === "fails_on_trunk" && !(is_flaky && on_trunk.commits < 2)) {
    return { kind: "broken_trunk", evidence: [on_trunk] };
  }
  if (is_flaky) return { kind: "flaky", evidence: rate };
  return { kind: "new", evidence: [...(on_trunk ? [on_trunk] : lastPass(past, trunk)), ...rate] };
}

/** How one job went on one commit: as in the grid, one success makes its commit good, whatever failed beside it. */
interface PastCommit {
  sha: string;
  state: "passed" | "failed" | "mixed" | "silent";
  passed: TrunkRun | null;
  /** The newest attempt that failed. */
  failure: TrunkRun | null;
}

/** Newest first, one for each of trunk's commits. */
function pastOf(name: string, trunk: Trunk): PastCommit[] {
  const by_sha = new Map<string, TrunkRun[]>();
  for (const run of trunk.runs.get(name) ?? []) {
    const known = by_sha.get(run.sha);
    if (known) known.push(run);
    else by_sha.set(run.sha, [run]);
  }
  return trunk.shas.map((sha) => {
    const runs = by_sha.get(sha) ?? [];
    const passed = newest(runs.filter((run) => !run.failed));
    const failure = newest(runs.filter((run) => run.failed));
    const state = failure ? (passed ? "mixed" : "failed") : passed ? "passed" : "silent";
    return { sha, state, passed, failure };
  });
}

const newest = (runs: readonly TrunkRun[]): TrunkRun | null =>
  runs.reduce<TrunkRun | null>((best, run) => (best === null || run.id > best.id ? run : best), null);

/** A streak that the branch stood in when the commit was tested or, failing that, when it was made. */
function failsOnTrunk(
  job: FailingJob,
  past: readonly PastCommit[],
  { branch, base }: Trunk,
  categoryOf: CategoryOf,
): Extract<Evidence, { kind: "fails_on_trunk" | "fails_otherwise_on_trunk" }> | null {
  const starts = [0, base === null ? 0 : past.findIndex(({ sha }) => sha === base)].filter((start) => start >= 0);
  let otherwise: Extract<Evidence, { kind: "fails_otherwise_on_trunk" }> | null = null;
  for (const start of new Set(starts)) {
    const streak = failingStreak(past.slice(start));
    const same = streak.filter(({ failure }) => isSameFailure(job, failure, categoryOf));
    const [first] = same;
    const oldest = same.at(-1);
    if (first && oldest) {
      return {
        ...{ kind: "fails_on_trunk", branch, since_sha: oldest.sha, newest_sha: first.sha },
        ...{
          job_id: first.failure.id,
          commits: same.length,
          same: isClassified(job, first.failure, categoryOf) ? "captures" : "job",
        },
      };
    }
    const [other] = streak;
    if (other) {
      const { id, captures } = other.failure;
      otherwise ??= { kind: "fails_otherwise_on_trunk", branch, sha: other.sha, job_id: id, captures };
    }
  }
  return otherwise;
}

/** The failed commits before the newest one that passed; those of which nothing is known are looked through. */
function failingStreak(past: readonly PastCommit[]): (PastCommit & { failure: TrunkRun })[] {
  const streak: (PastCommit & { failure: TrunkRun })[] = [];
  for (const commit of past) {
    if (commit.passed) break;
    if (commit.failure) streak.push({ ...commit, failure: commit.failure });
  }
  return streak;
}

const isClassified = (job: FailingJob, run: TrunkRun, categoryOf: CategoryOf): boolean =>
  [job, run].every((one) => tellsCause(one, categoryOf));

/** Where both are classified, the logs decide; otherwise the same job is taken to fail for the same reason. */
function isSameFailure(job: FailingJob, run: TrunkRun, categoryOf: CategoryOf): boolean {
  if (!isClassified(job, run, categoryOf)) return true;
  return job.rule === run.rule && causeOf(job) === causeOf(run);
}

function tally(past: readonly PastCommit[]): { failed: number; passed: number; commits: number; episodes: number } {
  let [failed, passed, episodes] = [0, 0, 0];
  let failing = false;
  for (const { state } of past) {
    if (state === "silent") continue;
    if (state !== "passed") failed++;
    if (state !== "failed") passed++;
    // A commit with both is an episode by itself.
    if (state === "mixed" || (state === "failed" && !failing)) episodes++;
    failing = state === "failed";
  }
  return { failed, passed, episodes, commits: past.filter(({ state }) => state !== "silent").length };
}

function looksFlaky(past: readonly PastCommit[]): boolean {
  const { failed, passed, episodes, commits } = tally(past);
  const { rate_min, episodes_min, passed_min, commits_min } = flaky_rule;
  return commits >= commits_min && passed >= passed_min && episodes >= episodes_min && failed / commits >= rate_min;
}

function failureRate(past: readonly PastCommit[], { branch, days }: Trunk): Evidence[] {
  const { failed, commits } = tally(past);
  return failed === 0 ? [] : [{ kind: "failure_rate", branch, failed, commits, days }];
}

function lastPass(past: readonly PastCommit[], { branch }: Trunk): Evidence[] {
  const good = past.find(({ passed }) => passed !== null);
  return good?.passed ? [{ kind: "passed_on_trunk", branch, sha: good.sha, job_id: good.passed.id }] : [];
}
