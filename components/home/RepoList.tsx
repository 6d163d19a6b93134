/** The repositories, one row each: trunk state first, then what it is about. */
import Link from "next/link";
import { Time } from "components/frame/Time";
import { branchesShown, trunkState } from "components/home/trunk_state";
import { paths } from "lib/browser/paths";
import type { RepoAnswer, TrunkHealth } from "lib/model/answers";
import styles from "components/home/Home.module.css";

export function RepoList({ repos, health }: { repos: readonly RepoAnswer[]; health: readonly TrunkHealth[] }) {
  const by_repo = new Map(health.map((row) => [row.repo, row]));
  return (
    <ul className={styles.list}>
      {repos.map((repo) => (
        <RepoRow key={repo.repo} repo={repo} trunk={by_repo.get(repo.repo)} />
      ))}
    </ul>
  );
}

function RepoRow({
  repo: { repo, branches, last_event },
  trunk,
}: {
  repo: RepoAnswer;
  trunk: TrunkHealth | undefined;
}) {
  const { tone, text } = trunkState(trunk);
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
            <span className={styles.message}>{trunk.title || "A commit that has not been described yet"}</span>
          </p>
        ) : (
          <p className={styles.commit}>No job on its default branch has been heard of yet.</p>
        )}
        {shown.length > 0 && (
          <ul className={styles.branches} aria-label={`Branches of ${repo}`}>
            {shown.map((branch) => (
              <li key={branch}>
                <Link href={paths.grid(repo, branch)} prefetch={false} className={styles.branch}>
                  {branch}
                </Link>
              </li>
            ))}
            {more > 0 && <li className={styles.more}>+{more} more</li>}
          </ul>
        )}
      </div>
      <div className={styles.counts}>
        {trunk && <Counts trunk={trunk} />}
        {trunk?.last_green_sha && trunk.last_green_sha !== trunk.head_sha && (
          <p className={styles.fact}>
            Last green{" "}
            <Link href={paths.commit(repo, trunk.last_green_sha)} prefetch={false} className={styles.sha}>
              {trunk.last_green_sha.slice(0, 7)}
            </Link>
          </p>
        )}
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
