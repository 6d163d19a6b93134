/** A test's runs, the newest first: as many as are asked for. */
import Link from "next/link";
import { useState } from "react";
import { Button } from "components/frame/Button";
import { DataTable, type DataColumn } from "components/frame/DataTable";
import { Isolated } from "components/frame/Isolated";
import { Time } from "components/frame/Time";
import type { TestRun } from "components/tests/queries";
import { firstLine, jobWords } from "components/tests/test_name";
import { TestMark } from "components/tests/TestMark";
import { paths } from "lib/browser/paths";
import { took } from "components/tests/took";
import page from "components/frame/Page.module.css";
import styles from "components/tests/TestHistory.module.css";

const step = 50;

export function RunList({ repo, runs, more }: { repo: string; runs: readonly TestRun[]; more: boolean }) {
  const [shown, setShown] = useState(step);
  const columns: readonly DataColumn<TestRun>[] = [
    { title: "When", cell: ({ time }) => <Time iso={time} /> },
    { title: "Outcome", cell: ({ status }) => <TestMark status={status} /> },
    { title: "Took", numeric: true, cell: ({ duration_seconds }) => took(duration_seconds) },
    {
      title: "Commit",
      cell: ({ head_sha }) =>
        head_sha === "" ? (
          <span className={page.muted}>unknown</span>
        ) : (
          <Link href={paths.commit(repo, head_sha)} prefetch={false} className={styles.run}>
            {head_sha.slice(0, 7)}
          </Link>
        ),
    },
    { title: "Branch", cell: ({ head_branch }) => <Isolated text={head_branch} /> },
    {
      title: "Job",
      wide: true,
      cell: (run) => (
        <>
          {run.job_id === 0 ? (
            jobWords(run)
          ) : (
            <Link href={paths.job(repo, run.job_id)} prefetch={false}>
              {jobWords(run)}
            </Link>
          )}
          {run.run_attempt > 1 && <span className={page.muted}> attempt {run.run_attempt}</span>}
        </>
      ),
    },
    {
      title: "Message",
      wide: true,
      cell: ({ message }) => <span className={page.muted}>{firstLine(message).slice(0, 200)}</span>,
    },
  ];
  return (
    <section className={page.section} aria-labelledby="runs">
      <h2 id="runs" className={page.heading}>
        Runs{" "}
        <span className={page.aside}>
          {more ? `the newest ${runs.length.toLocaleString("en")}; the CSV has more` : runs.length.toLocaleString("en")}
        </span>
      </h2>
      <DataTable
        label="Runs"
        columns={columns}
        rows={runs.slice(0, shown)}
        keyOf={({ workflow_id, job_id, run_attempt }, index) => `${workflow_id} ${job_id} ${run_attempt} ${index}`}
      />
      {runs.length > shown && (
        <div className={styles.more}>
          <Button onClick={() => setShown(shown + 4 * step)}>Show more</Button>
        </div>
      )}
    </section>
  );
}
