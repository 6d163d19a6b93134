/** One pull request: what it is, and all that ran for the head that is chosen. */
import { type ReactNode, useMemo } from "react";
import Link from "next/link";
import { StaleNotice } from "components/frame/Failure";
import { NotFound } from "components/frame/NotFound";
import { JobsPanel } from "components/jobs/JobsPanel";
import { JobTarget } from "components/jobs/JobTarget";
import { HeadPicker, PullHead } from "components/jobs/PullHead";
import type { CommitPlace } from "components/jobs/commit_place";
import { useCommitNews } from "components/jobs/use_commit_news";
import { Verdicts } from "components/jobs/Verdicts";
import { Waiting } from "components/jobs/Waiting";
import { paths } from "lib/browser/paths";
import { usePull } from "lib/browser/use_api";
import styles from "components/jobs/Subject.module.css";

interface Props {
  repo: string;
  number: number;
  /** Null: the newest head. */
  sha: string | null;
  found: boolean;
  /** Known before the rest is; null: the pull request has not been described yet. */
  title: string | null;
  /** Stands where nothing is known of it but what other features know. */
  unheard?: ReactNode;
  /** What other features have to say of the head that is shown, below its jobs. */
  sections?: (at: CommitPlace) => ReactNode;
}

export function PullView({ repo, number, sha, found, title, unheard, sections }: Props) {
  const { data, error, mutate } = usePull(repo, number, sha);
  const retry = () => void mutate();
  const heads = useMemo(() => data?.shas.map((head) => head.sha) ?? null, [data?.shas]);
  const refresh = useCommitNews(repo, data?.sha ?? null, mutate, heads);
  if (error?.problem === "not_found" || (!data && !error && !found)) {
    if (unheard !== undefined) return unheard;
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
  if (!data) {
    return <Waiting title={title ?? `Pull request #${number}`} what="the pull request" error={error} onRetry={retry} />;
  }
  return (
    <>
      {error && <StaleNotice error={error} onRetry={retry} />}
      <div className={styles.page}>
        <PullHead repo={repo} pull={data} />
        <HeadPicker repo={repo} pull={data} />
        <JobTarget key={data.sha} repo={repo} jobs={data.jobs}>
          <Verdicts repo={repo} verdicts={data.verdicts} jobs={data.jobs} onSaid={refresh} />
          <JobsPanel repo={repo} jobs={data.jobs} checks={data.checks} verdicts={data.verdicts.jobs} />
        </JobTarget>
      </div>
      {sections?.({ sha: data.sha, base: data.verdicts.trunk?.newest_sha ?? null })}
    </>
  );
}
