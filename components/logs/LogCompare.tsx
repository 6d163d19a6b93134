/** Beside a log: what it has that the same job's last success has not, times and hashes and the like aside. */
import Link from "next/link";
import { useEffect, useState } from "react";
import { Button } from "components/frame/Button";
import { Choice } from "components/frame/Filters";
import { CloseIcon } from "components/frame/icons";
import { CompareLines } from "components/logs/CompareLines";
import type { LogReader, LogState } from "components/logs/log_reader";
import { compared_lines } from "components/logs/reading/compare";
import { api_paths, paths } from "lib/browser/paths";
import { useLastSuccess } from "lib/browser/use_logs";
import styles from "components/logs/LogCompare.module.css";

interface Props {
  repo: string;
  job_id: string;
  reader: LogReader;
  log: LogState;
  failing: number | null;
  /** Counted from 0. */
  onLine: (line: number) => void;
  onClose: () => void;
}

type View = "here" | "there" | "ordered";

export function LogCompare({ repo, job_id, reader, log, failing, onLine, onClose }: Props) {
  const { data, error } = useLastSuccess(repo, job_id);
  const [view, setView] = useState<View>("here");
  const other = data?.job_id;
  const is_open = log.phase === "open";
  useEffect(() => {
    if (other !== undefined && is_open) reader.compare(api_paths.log(repo, other), failing);
  }, [reader, repo, other, failing, is_open]);

  const made = log.comparison?.state === "made" ? log.comparison.made : null;
  const count = (lines: number): string => lines.toLocaleString("en");
  return (
    <section className={styles.panel} aria-label="Compared with the last success">
      <header className={styles.head}>
        <h2 className={styles.title}>
          Against the last success
          {other !== undefined && (
            <Link href={paths.job(repo, other)} className={styles.other}>
              job {other}
            </Link>
          )}
        </h2>
        <Button look="icon" onClick={onClose} aria-label="Close the comparison" title="Close (c)">
          <CloseIcon />
        </Button>
      </header>
      {made && (
        <div className={styles.views}>
          <Choice
            label="What to show"
            value={view}
            onChoose={(value) => setView(value === "there" || value === "ordered" ? value : "here")}
            options={[
              { value: "here", words: `Only here ${count(made.only_here.count)}` },
              { value: "there", words: `Only there ${count(made.only_there.count)}` },
              { value: "ordered", words: "In order" },
            ]}
          />
        </div>
      )}
      <div className={styles.body} role="region" aria-label="Lines that differ" tabIndex={0}>
        {made ? (
          <CompareLines made={made} view={view} onLine={onLine} />
        ) : (
          <p className={styles.words} role="status">
            {error
              ? error.problem === "not_found"
                ? "No log of a success of this job on the default branch is kept, so there is nothing to compare with. With HUD_LOGS=all the HUD keeps the logs of jobs that succeed, too."
                : error.message
              : log.comparison?.state === "failed"
                ? log.comparison.problem
                : "Comparing…"}
          </p>
        )}
        {log.lines > compared_lines && made && (
          <p className={styles.words}>Of this log, the {count(compared_lines)} lines up to its failure are compared.</p>
        )}
      </div>
    </section>
  );
}
