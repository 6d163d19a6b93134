/** The first page: every repository this HUD knows and how its trunk is; or, with none yet, how to send one. */
import { useState } from "react";
import { Failure, StaleNotice } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { FirstEvent } from "components/home/FirstEvent";
import { RepoList } from "components/home/RepoList";
import { useRepos, useTrunkHealth } from "lib/browser/use_api";
import styles from "components/home/Home.module.css";

export function Home() {
  const repos = useRepos({ watched: true });
  const health = useTrunkHealth();
  const [wanted, setWanted] = useState("");
  const retry = () => void repos.mutate();

  if (repos.data === undefined) {
    return repos.error ? <Failure error={repos.error} onRetry={retry} /> : <Skeleton what="the repositories" />;
  }
  if (repos.data.length === 0) return <FirstEvent />;
  const part = wanted.trim().toLowerCase();
  const shown = repos.data.filter((entry) => entry.repo.toLowerCase().includes(part));
  return (
    <>
      {repos.error && <StaleNotice error={repos.error} onRetry={retry} />}
      <div className={styles.page}>
        <div className={styles.head}>
          <h1 className={styles.title}>
            Repositories <span className={styles.count}>{repos.data.length}</span>
          </h1>
          <input
            className={styles.search}
            type="search"
            aria-label="Find a repository"
            placeholder="Find a repository…"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
        </div>
        {shown.length === 0 ? (
          <p className={styles.nothing}>No repository&apos;s name contains “{wanted}”.</p>
        ) : (
          <RepoList repos={shown} health={health.data ?? (health.error ? "unknown" : "loading")} />
        )}
      </div>
    </>
  );
}
