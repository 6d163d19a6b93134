/** One commit: what it is, and all that ran for it. */
import type { ReactNode } from "react";
import Link from "next/link";
import { CopyButton } from "components/frame/Copyable";
import { StaleNotice } from "components/frame/Failure";
import { Isolated } from "components/frame/Isolated";
import { NotFound } from "components/frame/NotFound";
import { Time } from "components/frame/Time";
import { JobsPanel } from "components/jobs/JobsPanel";
import { JobTarget } from "components/jobs/JobTarget";
import { Author, Subject } from "components/jobs/Subject";
import { useCommitNews } from "components/jobs/use_commit_news";
import type { CommitPlace } from "components/jobs/commit_place";
import { Verdicts } from "components/jobs/Verdicts";
import { Waiting } from "components/jobs/Waiting";
import { paths } from "lib/browser/paths";
import { useCommit } from "lib/browser/use_api";
import type { CommitAnswer } from "lib/model/answers";
import styles from "components/jobs/Subject.module.css";

const full_sha = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

interface Props {
  repo: string;
  sha: string;
  found: boolean;
  /** Known before the rest is; null: the commit has not been described yet. */
  title: string | null;
  /** Stands where nothing is known of it but what other features know. */
  unheard?: ReactNode;
  /** What other features have to say of the commit, below its jobs. */
  sections?: (at: CommitPlace) => ReactNode;
}

export function CommitView({ repo, sha, found, title, unheard, sections }: Props) {
  const { data, error, mutate } = useCommit(repo, sha);
  const retry = () => void mutate();
  const refresh = useCommitNews(repo, sha, mutate);
  if (!data && (error ? error.problem === "not_found" : !found)) {
    if (unheard !== undefined) return unheard;
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
  if (!data) {
    return <Waiting title={title ?? `Commit ${sha.slice(0, 7)}`} what="the commit" error={error} onRetry={retry} />;
  }
  return (
    <>
      {error && <StaleNotice error={error} onRetry={retry} />}
      <div className={styles.page}>
        <CommitHead repo={repo} commit={data.commit} />
        <JobTarget repo={repo} jobs={data.jobs}>
          <Verdicts repo={repo} verdicts={data.verdicts} jobs={data.jobs} onSaid={refresh} />
          <JobsPanel repo={repo} jobs={data.jobs} checks={data.checks} verdicts={data.verdicts.jobs} />
        </JobTarget>
      </div>
      {sections?.({ sha, base: data.verdicts.trunk?.newest_sha ?? null })}
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
            <Link key={branch} href={paths.gridAt(repo, branch, sha)} className={styles.ref} prefetch={false}>
              <Isolated text={branch} />
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
