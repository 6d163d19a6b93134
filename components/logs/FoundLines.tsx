/** Lines found in logs, one card a job, each line with those around it and a link to its place. */
import Link from "next/link";
import { Fragment } from "react";
import { Isolated, Spelled } from "components/frame/Isolated";
import { Time } from "components/frame/Time";
import { matcherOf } from "components/logs/reading/search";
import { byJob, excerptsOf, type FoundLine, type FoundRow } from "components/logs/found_lines";
import { paths } from "lib/browser/paths";
import styles from "components/logs/FoundLines.module.css";

interface Props {
  repo: string;
  /** Those of one job together. */
  lines: readonly FoundLine[];
  /** What to mark; null: nothing. */
  text: string | null;
}

export function FoundLines({ repo, lines, text }: Props) {
  return (
    <ol className={styles.list}>
      {byJob(lines).map((of_job) => {
        const [first] = of_job;
        return (
          <li key={first.job_id} className={styles.card}>
            <div className={styles.head}>
              <Link href={paths.job(repo, first.job_id)} className={styles.name} prefetch={false}>
                <Isolated text={first.name || `Job ${first.job_id}`} />
              </Link>
              <span className={styles.facts}>
                <Isolated text={first.head_branch ?? ""} />
                {first.head_sha !== "" && (
                  <Link href={paths.commit(repo, first.head_sha)} className={styles.sha} prefetch={false}>
                    {first.head_sha.slice(0, 7)}
                  </Link>
                )}
                {first.completed_at !== null && <Time iso={first.completed_at} />}
              </span>
            </div>
            <div
              className={styles.excerpts}
              role="region"
              aria-label={`Lines of ${first.name}, job ${first.job_id}`}
              tabIndex={0}
            >
              {excerptsOf(of_job).map((rows) => (
                <Excerpt key={rows[0]?.number} repo={repo} job_id={first.job_id} rows={rows} text={text} />
              ))}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Excerpt({
  repo,
  job_id,
  rows,
  text,
}: {
  repo: string;
  job_id: number;
  rows: readonly FoundRow[];
  text: string | null;
}) {
  return (
    <div className={styles.excerpt}>
      {rows.map(({ number, words, found }) => (
        <div key={number} className={found ? `${styles.row} ${styles.found}` : styles.row}>
          <Link
            href={paths.job(repo, job_id, { first: number, last: number })}
            className={styles.number}
            data-number={number}
            aria-label={`Line ${number} of the log`}
            prefetch={false}
          />
          <span className={styles.text}>
            {found && text !== null ? <Marked line={words} text={text} /> : <Spelled text={words} all />}
          </span>
        </div>
      ))}
    </div>
  );
}

function Marked({ line, text }: { line: string; text: string }) {
  const hits = matcherOf({ text, is_regex: false, match_case: false })?.hits(line) ?? [];
  return (
    <>
      {hits.map(({ from, to }, index) => (
        <Fragment key={from}>
          <Spelled text={line.slice(hits[index - 1]?.to ?? 0, from)} all />
          <mark className={styles.hit}>
            <Spelled text={line.slice(from, to)} all />
          </mark>
        </Fragment>
      ))}
      <Spelled text={line.slice(hits.at(-1)?.to ?? 0)} all />
    </>
  );
}
