/** One commit: what it is, and all that ran for it. */
import Link from "next/link";
import { CopyButton } from "components/frame/Copyable";
import { Failure, StaleNotice } from "components/frame/Failure";
import { NotFound } from "components/frame/NotFound";
import { Skeleton } from "components/frame/Skeleton";
import { Time } from "components/frame/Time";
import { JobsPanel } from "components/jobs/JobsPanel";
import { Author, Subject } from "components/jobs/Subject";
import { paths } from "lib/browser/paths";
import { useCommit } from "lib/browser/use_api";
import type { CommitAnswer } from "lib/model/answers";
import styles from "components/jobs/Subject.module.css";

const full_sha = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

export function CommitView({ repo, sha, found }: { repo: string; sha: string; found: boolean }) {
  const { data, error, mutate } = useCommit(repo, sha);
  const retry = () => void mutate();
  if (!data && (error ? error.problem === "not_found" : !found)) {
    return (
      <NotFound repo={repo} title={`Nothing has been heard of commit ${sha.slice(0, 12)} in ${repo}`}>
        <p>
          {full_sha.test(sha)
            ? "A commit appears with its push, or with the first job that runs for it; this page shows it as soon as one does."
            : "A commit is found by its whole hash, 40 digits."}
        </p>
      </NotFound>
    );
  }
  if (!data) return error ? <Failure error={error} onRetry={retry} /> : <Skeleton what="the commit" lines={14} />;
  return (
    <>
      {error && <StaleNotice error={error} onRetry={retry} />}
      <div className={styles.page}>
        <CommitHead repo={repo} commit={data.commit} />
        <JobsPanel jobs={data.jobs} checks={data.checks} />
      </div>
    </>
  );
}

function CommitHead({ repo, commit }: { repo: string; commit: CommitAnswer }) {
  const { sha, time, title, body, author, authorUrl, commitUrl, prNum, branches } = commit;
  return (
    <Subject title={title || `Commit ${sha.slice(0, 7)}`} body={body} repo={repo}>
      <span className={styles.sha}>
        {sha.slice(0, 12)}
        <CopyButton text={sha} what="the commit's hash" />
      </span>
      <span>
        <Author name={author} url={authorUrl} /> <Time iso={time} />
      </span>
      {prNum !== null && <Link href={paths.pull(repo, prNum)}>PR #{prNum}</Link>}
      {branches.length > 0 && (
        <span className={styles.refs}>
          on
          {branches.map((branch) => (
            <Link key={branch} href={paths.grid(repo, branch)} className={styles.ref} prefetch={false}>
              {branch}
            </Link>
          ))}
        </span>
      )}
      {commitUrl !== null && (
        <a href={commitUrl} target="_blank" rel="noreferrer">
          On GitHub
        </a>
      )}
    </Subject>
  );
}
