/** What is said of a cell's run: in a line on its card, and in full for a chat or an issue. */
import { paths } from "lib/browser/paths";
import { duration } from "lib/browser/time";
import type { CellAnswer, JobAnswer } from "lib/model/answers";
import type { GridCommit } from "lib/model/grid";
import type { JobHistory } from "lib/model/job_history";

/** How long the job takes and waits as a rule. */
export type Usual = Pick<JobHistory, "p50_duration_s" | "p50_queue_s">;

const beside = (seconds: number, usual: number | null | undefined): string =>
  typeof usual === "number" ? `${duration(seconds)} (usually ${duration(usual)})` : duration(seconds);

/** "attempt 2 · push · took 3m 20s (usually 2m) · queued 12s (usually 5s) · runner-7": what is known. */
export function runFacts(run: JobAnswer, usual: Usual | null): string {
  const { runAttempt, event, durationS, queueS, runnerName } = run;
  const known = [
    runAttempt > 1 && `attempt ${runAttempt}`,
    event,
    durationS !== null && `took ${beside(durationS, usual?.p50_duration_s)}`,
    queueS !== null && `queued ${beside(queueS, usual?.p50_queue_s)}`,
    runnerName,
  ];
  return known.filter((fact) => typeof fact === "string" && fact !== "").join(" · ");
}

interface Copied {
  repo: string;
  /** Of the column. */
  name: string;
  /** What the cell shows, and what somebody has said of it. */
  said: string;
  commit: GridCommit;
  /** Null while it is not known, and of a folded group. */
  answer: CellAnswer | null;
  /** Of this HUD's addresses. */
  origin: string;
}

/** In lines. */
export function copiedFacts({ repo, name, said, commit, answer, origin }: Copied): string {
  const run = answer?.runs[0];
  const lines = [name, said, `${commit.sha} ${commit.commitTitle}`, commit.commitUrl];
  if (answer && run) {
    const { runAttempt, failureLines, failureLineNum: line, failureRule, failureCaptures } = run;
    const rule = failureRule === null ? "Caught" : `${failureRule} caught`;
    lines.push(
      (runAttempt > 1 ? "" : `attempt ${runAttempt} · `) + runFacts(run, answer.history),
      ...failureLines.map((text) => (line === null ? text : `line ${line}: ${text}`)),
      failureCaptures.length > 0 ? `${rule}: ${failureCaptures.join(", ")}` : failureRule,
      run.htmlUrl,
      run.logUrl && `${origin}${paths.job(repo, run.id, line === null ? null : { first: line, last: line })}`,
    );
  }
  return lines.filter((text) => text !== null && text !== "").join("\n");
}
