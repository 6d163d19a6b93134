/** A test's latest outcomes on trunk, the newest first: a small mark for each commit that ran it. */
import Link from "next/link";
import { status_words, tone_of } from "components/tests/TestMark";
import { moment } from "lib/browser/time";
import { paths } from "lib/browser/paths";
import type { TestStatus } from "lib/model/test_status";
import tones from "components/frame/Mark.module.css";
import styles from "components/tests/Strip.module.css";

interface Props {
  repo: string;
  /** As many as statuses and times. */
  shas: readonly string[];
  statuses: readonly TestStatus[];
  times: readonly string[];
  /** False inside something that is clicked itself. */
  links?: boolean;
}

export function Strip({ repo, shas, statuses, times, links = true }: Props) {
  const bad = statuses.filter((status) => status !== "success" && status !== "skipped").length;
  return (
    <span className={styles.strip} role="group" aria-label={`Last ${statuses.length} commits: ${bad} not passed`}>
      {statuses.map((status, index) => {
        const sha = shas[index] ?? "";
        const words = `${status_words[status]} on ${sha === "" ? "an unknown commit" : sha.slice(0, 7)}, ${moment(times[index] ?? "")}`;
        const look = `${styles.mark} ${tones[tone_of[status]]} ${styles[status] ?? ""}`;
        return sha === "" || !links ? (
          <span key={index} className={look} title={words} />
        ) : (
          // Twenty more stops for the keyboard in each row would bury the rest: the commit is also in the test's history.
          <Link
            key={index}
            href={paths.commit(repo, sha)}
            className={look}
            title={words}
            aria-label={words}
            prefetch={false}
            tabIndex={-1}
          />
        );
      })}
    </span>
  );
}
