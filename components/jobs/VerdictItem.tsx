/** One failure: which job, the line that says why, what the verdict rests on, and a person's word on it. */
import { Fragment } from "react";
import Link from "next/link";
import { Isolated } from "components/frame/Isolated";
import { Mark } from "components/frame/Mark";
import { AnnotateMenu } from "components/jobs/AnnotateMenu";
import { FailureLine } from "components/jobs/FailureLine";
import { JobLink } from "components/jobs/JobTarget";
import { paths } from "lib/browser/paths";
import type { JobAnswer, SaidAnswer } from "lib/model/answers";
import { toneOf } from "lib/model/mark";
import type { Evidence, Verdict } from "lib/model/triage";
import { evidenceWords, kind_labels } from "lib/model/triage_words";
import styles from "components/jobs/Verdicts.module.css";

interface Props {
  repo: string;
  verdict: Verdict;
  /** The failed attempt; null where it is not on the page. */
  job: JobAnswer | null;
  said: SaidAnswer | null;
  /** What explains it is said above. */
  grouped: boolean;
  onSaid: () => void;
}

export function VerdictItem({ repo, verdict, job, said, grouped, onSaid }: Props) {
  const [first] = verdict.evidence;
  const on_trunk = grouped && first?.kind === "fails_on_trunk" ? first : null;
  return (
    <li className={`${styles.item} ${styles[`edge_${verdict.kind}`]}`}>
      <div className={styles.line}>
        <Mark tone={verdict.settled ? "flaky" : job ? toneOf(job) : "failure"} />
        <JobLink id={verdict.job_id} className={styles.name}>
          <Isolated text={verdict.name} />
        </JobLink>
        {on_trunk ? (
          <Link href={paths.job(repo, on_trunk.job_id)} prefetch={false} className={styles.there}>
            {on_trunk.same === "captures" ? "same failure there" : "its job there"}
          </Link>
        ) : (
          <span className={styles.kind}>
            {kind_labels[verdict.kind]}
            {verdict.settled && ", passed in the end"}
          </span>
        )}
        {job?.provider === "github" && <AnnotateMenu repo={repo} job={job} said={said} onSaid={onSaid} />}
      </div>
      {job && <FailureLine repo={repo} job={job} />}
      {!grouped && verdict.evidence.length > 0 && (
        <ul className={styles.evidence}>
          {verdict.evidence.map((evidence) => (
            <li key={evidence.kind}>
              <EvidenceText repo={repo} evidence={evidence} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function EvidenceText({ repo, evidence }: { repo: string; evidence: Evidence }) {
  const { text, links } = evidenceWords(evidence);
  return (
    <>
      {text.charAt(0).toUpperCase() + text.slice(1)}
      {links.map((link, index) => (
        <Fragment key={link.kind}>
          {index > 0 && " ·"}{" "}
          {link.kind === "commit" ? (
            <Link href={paths.commit(repo, link.sha)} prefetch={false} className={styles.hash}>
              {link.sha.slice(0, 7)}
            </Link>
          ) : (
            <Link href={paths.job(repo, link.job_id)} prefetch={false}>
              {link.text}
            </Link>
          )}
        </Fragment>
      ))}
    </>
  );
}
