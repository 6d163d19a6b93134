/** One workflow's jobs, or the external checks, in a box that opens by itself when it has something to say. */
import { useId, useState } from "react";
import { Isolated } from "components/frame/Isolated";
import { Mark } from "components/frame/Mark";
import type { JobLine, RunChoice, sortChecks, WorkflowBox } from "components/jobs/boxes";
import { JobRow } from "components/jobs/JobRow";
import { duration, moment } from "lib/browser/time";
import { useNow } from "lib/browser/use_now";
import { countTones, marks, type Tone } from "lib/model/mark";
import { provider_labels } from "lib/model/provider";
import { timeSpent } from "lib/model/time_spent";
import type { Verdict } from "lib/model/triage";
import styles from "components/jobs/JobBox.module.css";

/** What passed needs no reading. */
const quiet: ReadonlySet<Tone> = new Set<Tone>(["success", "neutral", "skipped", "none"]);

interface Props {
  repo: string;
  box: WorkflowBox;
  open: boolean;
  /** By the job's name. */
  verdicts: ReadonlyMap<string, Verdict>;
  /** What may be picked, and what is: "<run id>.<attempt>", or "" for the newest of each job. */
  runs: readonly RunChoice[];
  pick: string;
  onPick: (pick: string) => void;
}

export function JobBox({ repo, box, open, verdicts, runs, pick, onPick }: Props) {
  // As it was at first: a refresh must not fold a box that somebody reads.
  const [is_open] = useState(open || !quiet.has(box.worst));
  return (
    <details className={styles.box} open={is_open}>
      <summary className={styles.head}>
        <h2 className={styles.name}>
          <Isolated text={box.workflow || "Without a workflow"} />
        </h2>
        {box.provider !== "github" && <span className={styles.provider}>{provider_labels[box.provider]}</span>}
        <Sum tones={box.lines.map(({ tone }) => tone)} />
        <Total lines={box.lines} />
      </summary>
      {runs.length > 0 && <RunPicker workflow={box.workflow} runs={runs} pick={pick} onPick={onPick} />}
      {box.worst === "startup_failure" && (
        <p className={styles.advice}>
          GitHub could not start this workflow, so it has no jobs: its file is usually invalid. The run on GitHub has
          the reason.
        </p>
      )}
      <ul>
        {box.lines.map((line) => (
          <JobRow
            key={line.key}
            repo={repo}
            line={line}
            tell_run={box.several_runs}
            verdict={verdicts.get(line.job.name) ?? null}
          />
        ))}
      </ul>
    </details>
  );
}

/** A run as it stood after one of its attempts. */
function RunPicker({ workflow, runs, pick, onPick }: { workflow: string } & Pick<Props, "runs" | "pick" | "onPick">) {
  const id = useId();
  const chosen = runs.some(({ key }) => key === pick) ? pick : "";
  const several = new Set(runs.map(({ run_id }) => run_id)).size > 1;
  return (
    <p className={styles.picker}>
      <label htmlFor={id}>
        Run<span className="visually-hidden"> of {workflow}</span>
      </label>
      <select id={id} className={styles.select} value={chosen} onChange={(event) => onPick(event.target.value)}>
        <option value="">{several ? "All runs, newest attempts" : "Newest attempt of each job"}</option>
        {runs.map(({ key, run_id, attempt, event, began, tone }) => (
          <option key={key} value={key}>
            {[
              several && `#${run_id}`,
              event,
              `attempt ${attempt}`,
              marks[tone].label.toLowerCase(),
              began !== null && moment(began),
            ]
              .filter((word) => typeof word === "string")
              .join(" · ")}
          </option>
        ))}
      </select>
    </p>
  );
}

export function CheckBox({ checks }: { checks: ReturnType<typeof sortChecks> }) {
  return (
    <details className={styles.box} open={checks.some(({ tone }) => !quiet.has(tone)) || checks.length <= 10}>
      <summary className={styles.head}>
        <h2 className={styles.name}>External checks</h2>
        <Sum tones={checks.map(({ tone }) => tone)} />
        <span className={styles.total} />
      </summary>
      <ul>
        {checks.map(({ app, name, tone, title, url, durationS }) => (
          <li key={`${app} ${name}`} className={styles.check}>
            <Mark tone={tone} />
            <span className={styles.about}>
              {url === null ? (
                <Isolated text={name} />
              ) : (
                <a href={url} rel="noreferrer" target="_blank">
                  <Isolated text={name} />
                </a>
              )}{" "}
              <span className={styles.muted}>
                {app}
                {title !== null && ` · ${title}`}
              </span>
            </span>
            <span className={styles.muted}>{durationS !== null && duration(durationS)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Apart from the rows, which need not be drawn again as time passes. */
function Total({ lines }: { lines: readonly JobLine[] }) {
  const now = useNow();
  const seconds = lines.reduce((sum, { job }) => sum + (timeSpent(job, now).run_seconds ?? 0), 0);
  return (
    <span className={styles.total} title="Time of all its jobs together">
      {seconds > 0 && duration(seconds)}
    </span>
  );
}

function Sum({ tones }: { tones: readonly Tone[] }) {
  return (
    <span className={styles.sum}>
      {countTones(tones).map(({ tone, count }) => (
        <span key={tone} className={styles.part} title={`${count} ${marks[tone].counted}`}>
          <Mark tone={tone} label={false} />
          {count}
          <span className="visually-hidden"> {marks[tone].counted}</span>
        </span>
      ))}
    </span>
  );
}
