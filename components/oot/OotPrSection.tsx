/** What out-of-tree backends found for a pull request or a commit, below what the project's own CI found. */
import { Failure } from "components/frame/Failure";
import { BackendBox } from "components/oot/BackendBox";
import { backendResults, withRegistered } from "components/oot/results";
import { SectionBoundary } from "components/oot/SectionBoundary";
import type { ApiError } from "lib/browser/fetch_json";
import { usePull } from "lib/browser/use_api";
import { useOotCommitResults, useOotPullResults, useOotRegistered } from "lib/browser/use_oot";
import type { OotResult } from "lib/model/oot_answers";
import styles from "components/oot/OotPrSection.module.css";

/** `sha`: a head of the pull request; null is its newest, for which older heads' results stand until there are newer. */
export function OotPrSection({ repo, number, sha }: { repo: string; number: number; sha: string | null }) {
  return (
    <SectionBoundary place={`${repo}#${number} ${sha ?? ""}`}>
      <PullResults repo={repo} number={number} sha={sha} />
    </SectionBoundary>
  );
}

export function OotCommitSection({ repo, sha }: { repo: string; sha: string }) {
  return (
    <SectionBoundary place={`${repo}@${sha}`}>
      <CommitResults repo={repo} sha={sha} />
    </SectionBoundary>
  );
}

function PullResults({ repo, number, sha }: { repo: string; number: number; sha: string | null }) {
  const { data, error, mutate } = useOotPullResults(repo, number);
  // What the page above has asked for as well: no request of its own.
  const newest = usePull(repo, number, sha).data?.shas[0]?.sha ?? null;
  return (
    <Results
      results={data}
      error={error}
      onRetry={() => void mutate()}
      only={sha === newest ? null : sha}
      head={sha ?? newest}
    />
  );
}

function CommitResults({ repo, sha }: { repo: string; sha: string }) {
  const { data, error, mutate } = useOotCommitResults(repo, sha);
  return <Results results={data} error={error} onRetry={() => void mutate()} only={null} head={sha} />;
}

interface Props {
  results: readonly OotResult[] | undefined;
  error: ApiError | undefined;
  onRetry: () => void;
  /** Only the results of this head. */
  only: string | null;
  /** Results of another one say so. */
  head: string | null;
}

/** Nothing at all when no backend has reported: most projects have none. */
function Results({ results, error, onRetry, only, head }: Props) {
  const told = backendResults(results ?? [], only);
  // Most backends' callbacks tell their level; without an answer the others have none, and all else is there.
  const { data: registered } = useOotRegistered(told.some(({ level }) => level === null));
  if (!results) {
    return error && error.problem !== "not_found" ? (
      <Section>
        <Failure error={error} onRetry={onRetry} />
      </Section>
    ) : null;
  }
  if (told.length === 0) return null;
  return (
    <Section note={error ? `Not up to date: ${error.message}` : null}>
      {withRegistered(told, registered ?? []).map((backend) => (
        <BackendBox key={backend.repo} backend={backend} head={head} />
      ))}
    </Section>
  );
}

function Section({ note = null, children }: { note?: string | null; children: React.ReactNode }) {
  return (
    <section className={styles.section} aria-labelledby="out-of-tree">
      <h2 id="out-of-tree" className={styles.title}>
        Out-of-tree backends {note !== null && <span className={styles.note}>{note}</span>}
      </h2>
      {children}
    </section>
  );
}
