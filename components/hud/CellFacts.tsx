/** What the server knows of one cell, asked for when somebody looks: its runs, and how the job fares on trunk. */
import type { ReactNode } from "react";
import Link from "next/link";
import { Spelled } from "components/frame/Isolated";
import { Mark } from "components/frame/Mark";
import { Skeleton } from "components/frame/Skeleton";
import { runFacts, type Usual } from "components/hud/cell_words";
import { paths } from "lib/browser/paths";
import { useCell } from "lib/browser/use_api";
import type { BackendAnswer, CellAnswer, JobAnswer } from "lib/model/answers";
import { toneOf } from "lib/model/mark";
import styles from "components/hud/CellCard.module.css";

const others_max = 12;

interface Props {
  repo: string;
  sha: string;
  /** "<workflow> / <job>" */
  name: string;
  pinned: boolean;
}

export function CellFacts({ repo, sha, name, pinned }: Props) {
  const { data, error, mutate } = useCell({ repo, sha, name });
  if (!data && error) {
    return (
      <p className={styles.failed} role={pinned ? "alert" : undefined}>
        {error.message}{" "}
        {pinned && (
          <button type="button" className={styles.retry} onClick={() => void mutate()}>
            Retry
          </button>
        )}
      </p>
    );
  }
  if (!data) return <Skeleton what="the job's runs" lines={3} />;
  const [run, ...others] = data.runs;
  return (
    <>
      {data.backend && <Reporter backend={data.backend} pinned={pinned} />}
      {run && <Run repo={repo} run={run} usual={data.history} pinned={pinned} />}
      <History repo={repo} history={data.history} pinned={pinned} />
      {others.length > 0 && (
        <div className={styles.others}>
          <p className={styles.heading}>Other runs</p>
          <ul>
            {others.slice(0, others_max).map((other) => (
              <li key={`${other.id} ${other.runAttempt}`} className={styles.other}>
                <Mark tone={toneOf(other)} />
                {pinned && other.htmlUrl !== null ? (
                  <Outside href={other.htmlUrl}>#{other.id}</Outside>
                ) : (
                  <span>#{other.id}</span>
                )}
                <span className={styles.muted}>{runFacts(other, null)}</span>
              </li>
            ))}
          </ul>
          {others.length > others_max && <p className={styles.muted}>and {others.length - others_max} more</p>}
        </div>
      )}
    </>
  );
}

const captures_max = 3;

function Run({ repo, run, usual, pinned }: { repo: string; run: JobAnswer; usual: Usual; pinned: boolean }) {
  const { failureLines, failureLineNum: line, failureCaptures, failureRule, provider, htmlUrl } = run;
  return (
    <>
      <p className={styles.facts}>{runFacts(run, usual)}</p>
      {failureLines.length > 0 && (
        <pre className={styles.lines}>
          <Spelled text={failureLines.join("\n")} all />
        </pre>
      )}
      {(failureRule !== null || failureCaptures.length > 0) && (
        <p className={styles.captures}>
          {failureRule !== null && <span className={styles.muted}>{failureRule}</span>}
          {failureCaptures.slice(0, captures_max).map((capture, index) =>
            pinned ? (
              <Link key={index} href={paths.failure(repo, capture)} title="Failures that caught the same">
                <code>{capture}</code>
              </Link>
            ) : (
              <code key={index}>{capture}</code>
            ),
          )}
        </p>
      )}
      {pinned && (
        <p className={styles.links}>
          {run.logUrl !== null && (
            <Link href={paths.job(repo, run.id, line === null ? null : { first: line, last: line })}>
              {line === null ? "Log" : `Log, line ${line.toLocaleString("en")}`}
            </Link>
          )}
          {htmlUrl !== null && (
            <Outside href={htmlUrl}>{provider === "github" ? "Job on GitHub" : `Job on ${hostOf(htmlUrl)}`}</Outside>
          )}
        </p>
      )}
    </>
  );
}

function Reporter({ backend: { repo, level }, pinned }: { backend: BackendAnswer; pinned: boolean }) {
  return (
    <p className={styles.muted}>
      {level !== null && (
        <>
          <span className={styles.level} title="How far the project relies on this backend: L1 least, L4 most">
            {level}
          </span>{" "}
        </>
      )}
      Reported by {pinned ? <Link href={paths.ootBackend(repo)}>{repo}</Link> : repo} through the relay
    </p>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "its own page"; // Stored addresses are http(s), but for what no browser would open either.
  }
}

function History({ repo, history, pinned }: { repo: string; history: CellAnswer["history"]; pinned: boolean }) {
  if (!history || history.total === 0) return null;
  const commit = (sha: string) =>
    pinned ? <Link href={paths.commit(repo, sha)}>{sha.slice(0, 7)}</Link> : sha.slice(0, 7);
  return (
    <p className={styles.facts}>
      Failed {history.failures} of the last {history.total} times on trunk
      {history.first_bad_sha !== null && <> · bad since {commit(history.first_bad_sha)}</>}
      {history.last_good_sha !== null && <> · last good {commit(history.last_good_sha)}</>}
    </p>
  );
}

function Outside({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
