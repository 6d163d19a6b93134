/** All that ran for a commit: counts that filter, a box per workflow, and the checks of others. */
import { useMemo } from "react";
import { Mark } from "components/frame/Mark";
import { filterLines, jobLines, runChoices, sortChecks, withPick, workflowBoxes } from "components/jobs/boxes";
import { CheckBox, JobBox } from "components/jobs/JobBox";
import { Timeline } from "components/jobs/Timeline";
import { useQueryState } from "lib/browser/use_query_state";
import type { ExternalCheckAnswer, JobAnswer } from "lib/model/answers";
import { countTones, marks } from "lib/model/mark";
import type { Verdict } from "lib/model/triage";
import styles from "components/jobs/JobsPanel.module.css";

interface Props {
  repo: string;
  jobs: readonly JobAnswer[];
  checks: readonly ExternalCheckAnswer[];
  verdicts: readonly Verdict[];
}

export function JobsPanel({ repo, jobs, checks, verdicts }: Props) {
  const [filter, setFilter] = useQueryState("name_filter");
  const [only, setOnly] = useQueryState("conclusion");
  const [pick, setPick] = useQueryState("run");
  const lines = useMemo(() => jobLines(withPick(jobs, pick)), [jobs, pick]);
  const runs = useMemo(() => runChoices(jobs), [jobs]);
  const by_name = useMemo(() => new Map(verdicts.map((verdict) => [verdict.name, verdict])), [verdicts]);
  const boxes = useMemo(() => workflowBoxes(filterLines(lines, filter, only)), [lines, filter, only]);
  const sorted_checks = useMemo(() => sortChecks(checks), [checks]);
  const narrowed = filter !== "" || only !== "";

  if (jobs.length === 0 && checks.length === 0) {
    return <p className={styles.nothing}>Nothing has run for this commit yet. What does shows here by itself.</p>;
  }
  return (
    <section aria-label="Jobs">
      <Timeline lines={lines} />
      <div className={styles.bar}>
        <ul className={styles.counts} aria-label="Jobs by conclusion">
          {countTones(lines.map((line) => line.tone)).map(({ tone, count }) => (
            <li key={tone}>
              <button
                type="button"
                className={styles.count}
                aria-pressed={only === tone}
                onClick={() => setOnly(only === tone ? "" : tone)}
              >
                <Mark tone={tone} label={false} />
                {count} {marks[tone].counted}
              </button>
            </li>
          ))}
        </ul>
        <input
          type="search"
          className={styles.filter}
          aria-label="Filter jobs by name"
          placeholder="Filter jobs…"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </div>
      {boxes.length === 0 && narrowed && <p className={styles.nothing}>No job is like that.</p>}
      {boxes.map((box) => (
        <JobBox
          key={`${box.key} ${narrowed}`}
          {...{ repo, box, pick }}
          open={narrowed || boxes.length <= 3 || pick !== ""}
          verdicts={by_name}
          runs={runs.get(box.key) ?? []}
          onPick={setPick}
        />
      ))}
      {sorted_checks.length > 0 && !narrowed && <CheckBox checks={sorted_checks} />}
    </section>
  );
}
