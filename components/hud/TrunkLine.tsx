/** The line over the grid: is the branch red, since when and by what; how far is green; and the sum of what is shown. */
import Link from "next/link";
import { Mark } from "components/frame/Mark";
import { Time } from "components/frame/Time";
import type { HudPlace } from "components/hud/HudToolbar";
import { SevBanner } from "components/hud/SevBanner";
import { paths } from "lib/browser/paths";
import { useTrunkState } from "lib/browser/use_grid_facts";
import { marks, type Tone } from "lib/model/mark";
import type { TrunkState } from "lib/model/trunk";
import styles from "components/hud/TrunkLine.module.css";

export interface Sum {
  commits: number;
  commits_shown: number;
  jobs: number;
  jobs_shown: number;
  cells: { tone: Tone; count: number }[];
}

interface Props {
  place: HudPlace;
  /** Null while loading. */
  sum: Sum | null;
}

const jobs_named = 3;
const part = (shown: number, all: number): string => (shown === all ? String(all) : `${shown} of ${all}`);

export function TrunkLine({ place: { repo, branch }, sum }: Props) {
  const { data } = useTrunkState(repo, branch, sum !== null);
  return (
    <>
      {data && <SevBanner repo={repo} sevs={data.sevs} />}
      <div className={styles.line}>
        {data && <State repo={repo} state={data} />}
        {sum && (
          <p className={styles.sum}>
            <span>
              {part(sum.commits_shown, sum.commits)} commits × {part(sum.jobs_shown, sum.jobs)} jobs
            </span>
            {sum.cells.map(({ tone, count }) => (
              <span key={tone} className={styles.count}>
                <Mark tone={tone} label={false} />
                {count.toLocaleString("en")} <span className={styles.word}>{marks[tone].counted}</span>
              </span>
            ))}
          </p>
        )}
      </div>
    </>
  );
}

function State({ repo, state }: { repo: string; state: TrunkState }) {
  const { red_since, red_jobs, red_job_count, commits_since_green, last_green_sha, pending_jobs } = state;
  const more = red_job_count - Math.min(jobs_named, red_jobs.length);
  return (
    <p className={styles.state} role="status" aria-label="State of the branch">
      {red_since ? (
        <>
          <span className={styles.whole}>
            <strong className={styles.red}>Red</strong> since{" "}
            <Link href={paths.commit(repo, red_since.sha)} title={red_since.title} className={styles.sha}>
              {red_since.sha.slice(0, 7)}
            </Link>{" "}
            (<Time iso={red_since.time} short />
            ):{" "}
          </span>
          <span className={styles.jobs} title={red_jobs.join("\n")}>
            {red_jobs.slice(0, jobs_named).join(", ")}
          </span>
          {more > 0 && <span className={styles.whole}> and {more} more</span>}
        </>
      ) : last_green_sha === null && pending_jobs === 0 ? (
        <strong className={styles.quiet}>Nothing has passed or failed yet</strong>
      ) : (
        <strong className={styles.green}>Green</strong>
      )}
      <span className={styles.whole}>
        {sinceGreen(state)}
        {last_green_sha !== null && commits_since_green !== null && commits_since_green > 0 && (
          <>
            {" "}
            (
            <Link href={paths.commit(repo, last_green_sha)} className={styles.sha}>
              {last_green_sha.slice(0, 7)}
            </Link>
            )
          </>
        )}
        {pending_jobs > 0 && ` · ${pending_jobs.toLocaleString("en")} pending`}
      </span>
    </p>
  );
}

function sinceGreen({ commits_since_green: count, commits_searched, red_since, red_job_count }: TrunkState): string {
  if (count === null) return commits_searched === 0 ? "" : ` · no green commit among the last ${commits_searched}`;
  // What fails did not pass or fail on the newest commit, and everything else passed there.
  if (count === 0)
    return red_since ? ` · the newest commit is green without ${red_job_count === 1 ? "it" : "them"}` : "";
  return ` · ${count} commit${count === 1 ? "" : "s"} since green`;
}
