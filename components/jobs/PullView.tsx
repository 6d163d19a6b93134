/** One pull request: what it is, and all that ran for the head that is chosen. */
import Link from "next/link";
import { useRouter } from "next/router";
import { Failure, StaleNotice } from "components/frame/Failure";
import { NotFound } from "components/frame/NotFound";
import { Skeleton } from "components/frame/Skeleton";
import { JobsPanel } from "components/jobs/JobsPanel";
import { Author, Subject } from "components/jobs/Subject";
import { paths } from "lib/browser/paths";
import { usePull } from "lib/browser/use_api";
import type { PullPageAnswer } from "lib/model/answers";
import styles from "components/jobs/Subject.module.css";

interface Props {
  repo: string;
  number: number;
  /** Null: the newest head. */
  sha: string | null;
  found: boolean;
}

export function PullView({ repo, number, sha, found }: Props) {
  const { data, error, mutate } = usePull(repo, number, sha);
  const retry = () => void mutate();
  if (error?.problem === "not_found" || (!data && !error && !found)) {
    return (
      <NotFound
        repo={repo}
        title={
          found && sha !== null
            ? `Pull request #${number} of ${repo} never had the head ${sha.slice(0, 12)}`
            : `Nothing has been heard of pull request #${number} in ${repo}`
        }
      >
        {found && sha !== null ? (
          <p>
            <Link href={paths.pull(repo, number)}>Its newest head</Link>
          </p>
        ) : (
          <p>A pull request appears with its first event; this page shows it as soon as one arrives.</p>
        )}
      </NotFound>
    );
  }
  if (!data) return error ? <Failure error={error} onRetry={retry} /> : <Skeleton what="the pull request" lines={14} />;
  return (
    <>
      {error && <StaleNotice error={error} onRetry={retry} />}
      <div className={styles.page}>
        <PullHead repo={repo} pull={data} />
        <HeadPicker repo={repo} pull={data} />
        <JobsPanel jobs={data.jobs} checks={data.checks} />
      </div>
    </>
  );
}

function PullHead({ repo, pull }: { repo: string; pull: PullPageAnswer }) {
  const state = pull.draft && pull.state === "open" ? "draft" : pull.state;
  const badge = <span className={`${styles.state} ${styles[state]}`}>{state[0]?.toUpperCase() + state.slice(1)}</span>;
  return (
    <Subject title={pull.title || "Not described yet"} badge={badge} body={pull.body} repo={repo}>
      <span className={styles.number}>#{pull.number}</span>
      <Author name={pull.author} url={pull.authorUrl} />
      {pull.baseRef !== null && (
        <span className={styles.refs}>
          into
          <Link href={paths.grid(repo, pull.baseRef)} className={styles.ref} prefetch={false}>
            {pull.baseRef}
          </Link>
          {pull.headRef !== null && (
            <>
              from <span className={styles.ref}>{pull.headRef}</span>
            </>
          )}
        </span>
      )}
      {pull.labels.map((label) => (
        <span key={label} className={styles.label}>
          {label}
        </span>
      ))}
      {pull.url !== null && (
        <a href={pull.url} target="_blank" rel="noreferrer">
          On GitHub
        </a>
      )}
    </Subject>
  );
}

/** Every push to the pull request had a head of its own. */
function HeadPicker({ repo, pull }: { repo: string; pull: PullPageAnswer }) {
  const router = useRouter();
  const newest = pull.shas[0]?.sha;
  return (
    <div className={styles.picker}>
      <label htmlFor="head">Head</label>
      <select
        id="head"
        className={styles.select}
        value={pull.sha}
        onChange={({ target: { value } }) =>
          void router.push(paths.pull(repo, pull.number, value === newest ? null : value), undefined, { scroll: false })
        }
      >
        {pull.shas.map(({ sha, title }, index) => (
          <option key={sha} value={sha}>
            {sha.slice(0, 7)} {title}
            {index === 0 ? " (newest)" : ""}
          </option>
        ))}
      </select>
      <Link href={paths.commit(repo, pull.sha)} prefetch={false}>
        Commit page
      </Link>
      {pull.sha !== newest && <strong>Not the newest head</strong>}
    </div>
  );
}
