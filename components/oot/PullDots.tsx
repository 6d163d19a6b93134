/** The pull requests that a backend reported on last, each as the letter of the worst that happened there. */
import Link from "next/link";
import { Mark } from "components/frame/Mark";
import { ago } from "lib/browser/time";
import { paths } from "lib/browser/paths";
import { useNow } from "lib/browser/use_now";
import { marks } from "lib/model/mark";
import type { OotPull } from "lib/model/oot_answers";
import styles from "components/oot/PullDots.module.css";

export function PullDots({ pulls, of }: { pulls: readonly OotPull[]; of: string }) {
  const now = useNow();
  if (pulls.length === 0) return <span className={styles.none}>—</span>;
  return (
    <ul className={styles.dots} aria-label={`Last pull requests of ${of}`}>
      {pulls.map(({ upstream_repo, pr, conclusion, last_heard_at }) => {
        const name = `${upstream_repo ?? ""}#${pr}`;
        const words = `${name}: ${marks[conclusion].label}${now === null ? "" : `, ${ago(last_heard_at, now)}`}`;
        return (
          <li key={name}>
            {upstream_repo === null ? (
              <span title={words}>
                <Mark tone={conclusion} />
              </span>
            ) : (
              <Link
                href={paths.pull(upstream_repo, pr)}
                className={styles.dot}
                title={words}
                aria-label={words}
                prefetch={false}
              >
                <Mark tone={conclusion} label={false} />
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
