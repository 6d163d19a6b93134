/** The repositories, one row each: trunk state first, then what it is about. */
import Link from "next/link";
import { Isolated } from "components/frame/Isolated";
import { Time } from "components/frame/Time";
import { branchesShown, type MissingTrunk, trunkWord } from "components/home/trunk_state";
import { paths } from "lib/browser/paths";
import { useBranchState } from "lib/browser/use_api";
import type { RepoAnswer, TrunkHealth } from "lib/model/answers";
import type { TrunkState } from "lib/model/trunk";
import styles from "components/home/Home.module.css";

/** The most recently active; each asks for its trunk by itself. */
const watched_max = 12;

/** How the trunks are, or why that is not known. */
type Health = readonly TrunkHealth[] | "loading" | "unknown";

export function RepoList({ repos, health }: { repos: readonly RepoAnswer[]; health: Health }) {
  const by_repo = new Map(typeof health === "string" ? [] : health.map((row) => [row.repo, row]));
  const missing = typeof health === "string" ? health : "none";
  return (
    <ul className={styles.list}>
      {repos.map((repo, index) => {
        const trunk = by_repo.get(repo.repo);
        return trunk && index < watched_max ? (
          <WatchedRow key={repo.repo} repo={repo} trunk={trunk} />
        ) : (
          <RepoRow key={repo.repo} repo={repo} trunk={trunk ?? missing} state={undefined} />
        );
      })}
    </ul>
  );
}

const missing_words: Record<MissingTrunk, string> = {
  none: "No job on its default branch has been heard of yet.",
  loading: "\u00a0", // The line keeps its place.
  unknown: "How its default branch is cannot be asked for at the moment.",
};

/** A repository whose trunk is looked at as its grid does: since when it is red, and how long ago it was green. */
function WatchedRow({ repo, trunk }: { repo: RepoAnswer; trunk: TrunkHealth }) {
  const { data } = useBranchState(repo.repo, trunk.branch);
  return <RepoRow repo={repo} trunk={trunk} state={data} />;
}

function RepoRow({
  repo: { repo, branches, last_event },
  trunk: heard,
  state,
}: {
  repo: RepoAnswer;
  trunk: TrunkHealth | MissingTrunk;
  state: TrunkState | undefined;
}) {
  const { tone, text } = trunkWord(heard, state);
  const trunk = typeof heard === "string" ? null : heard;
  const [owner, name] = repo.split("/");
  const { shown, more } = branchesShown(branches);
  return (
    <li className={styles.row}>
      <div className={`${styles.state} ${styles[tone]}`}>{text}</div>
      <div className={styles.about}>
        <Link href={paths.grid(repo)} className={styles.repo}>
          <span className={styles.owner}>{owner}/</span>
          {name}
        </Link>
        {trunk ? (
          <p className={styles.commit}>
            <Link href={paths.commit(repo, trunk.head_sha)} prefetch={false} className={styles.sha}>
              {trunk.head_sha.slice(0, 7)}
            </Link>{" "}
            <span className={styles.message}>
              <Isolated text={trunk.title || "A commit that has not been described yet"} />
            </span>
          </p>
        ) : (
          <p className={styles.commit}>{typeof heard === "string" && missing_words[heard]}</p>
        )}
        {shown.length > 0 && (
          <ul className={styles.branches} aria-label={`Branches of ${repo}`}>
            {shown.map((branch) => (
              <li key={branch}>
                <Link href={paths.grid(repo, branch)} prefetch={false} className={styles.branch}>
                  <Isolated text={branch} />
                </Link>
              </li>
            ))}
            {more > 0 && <li className={styles.more}>+{more} more</li>}
          </ul>
        )}
      </div>
      <div className={styles.counts}>
        {trunk && <Counts trunk={trunk} />}
        {state?.red_since && <RedSince repo={repo} since={state.red_since} state={state} />}
        {state?.red_since && state.commits_since_green === 0 && (
          <p className={styles.fact}>Its newest commit is green without {state.red_job_count === 1 ? "it" : "them"}</p>
        )}
        {trunk && <LastGreen repo={repo} trunk={trunk} state={state} />}
        <p className={styles.fact}>
          {last_event === null ? (
            "No event yet"
          ) : (
            <>
              Last event <Time iso={last_event} />
            </>
          )}
        </p>
      </div>
    </li>
  );
}

function RedSince({ repo, since, state }: { repo: string; since: { sha: string; time: string }; state: TrunkState }) {
  const { red_job_count, red_jobs } = state;
  const jobs = red_job_count === 1 ? "1 job" : `${red_job_count} jobs`;
  return (
    <p className={styles.fact} title={red_jobs.join("\n")}>
      {jobs} red since{" "}
      <Link href={paths.commit(repo, since.sha)} prefetch={false} className={styles.sha}>
        {since.sha.slice(0, 7)}
      </Link>{" "}
      <Time iso={since.time} />
    </p>
  );
}

/** Nothing when the newest commit is green: the word says so. */
function LastGreen({ repo, trunk, state }: { repo: string; trunk: TrunkHealth; state: TrunkState | undefined }) {
  const sha = state ? state.last_green_sha : trunk.last_green_sha;
  if (sha === trunk.head_sha || state?.commits_since_green === 0) return null;
  if (sha === null) {
    return state ? <p className={styles.fact}>Not green within {state.commits_searched} commits</p> : null;
  }
  const count = state?.commits_since_green;
  return (
    <p className={styles.fact}>
      {count === undefined || count === null ? "Last green" : `${count} ${count === 1 ? "commit" : "commits"} since`}{" "}
      <Link href={paths.commit(repo, sha)} prefetch={false} className={styles.sha}>
        {sha.slice(0, 7)}
      </Link>
      {typeof count === "number" && " was green"}
    </p>
  );
}

/** Of the newest commit with jobs. The bar is the same in shape; the words carry the meaning. */
function Counts({ trunk: { success, failure, pending } }: { trunk: TrunkHealth }) {
  const parts = [
    { what: "failed", count: failure, tone: styles.bar_red },
    { what: "pending", count: pending, tone: styles.bar_amber },
    { what: "passed", count: success, tone: styles.bar_green },
  ].filter(({ count }) => count > 0);
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(({ what, count, tone }) => (
          <span key={what} className={tone} style={{ flexGrow: count }} />
        ))}
      </div>
      <p className={styles.fact}>{parts.map(({ what, count }) => `${count} ${what}`).join(" · ")}</p>
    </>
  );
}
