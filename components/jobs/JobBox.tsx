/** One workflow's jobs, or the external checks, in a box that opens by itself when it has something to say. */
import { useId, useState } from "react";
import { Mark } from "components/frame/Mark";
import type { RunChoice, sortChecks, WorkflowBox } from "components/jobs/boxes";
import { JobRow } from "components/jobs/JobRow";
import { duration, moment } from "lib/browser/time";
import { countTones, marks, type Tone } from "lib/model/mark";
import { provider_labels } from "lib/model/provider";
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
  const seconds = box.lines.reduce((sum, { job }) => sum + (job.durationS ?? 0), 0);
  return (
    <details className={styles.box} open={is_open}>
      <summary className={styles.head}>
        <h2 className={styles.name}>{box.workflow || "Without a workflow"}</h2>
        {box.provider !== "github" && <span className={styles.provider}>{provider_labels[box.provider]}</span>}
        <Sum tones={box.lines.map(({ tone }) => tone)} />
        <span className={styles.total} title="Time of all its jobs together">
          {seconds > 0 && duration(seconds)}
        </span>
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
                name
              ) : (
                <a href={url} rel="noreferrer" target="_blank">
                  {name}
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

function Sum({ tones }: { tones: readonly Tone[] }) {
  return (
    <span className={styles.sum}>
      {countTones(tones).map(({ tone, count }) => (
        <span key={tone} className={styles.part} title={`${count} ${marks[tone].label.toLowerCase()}`}>
          <Mark tone={tone} label={false} />
          {count}
          <span className="visually-hidden">{marks[tone].label}</span>
        </span>
      ))}
    </span>
  );
}
