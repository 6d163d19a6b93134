/** The top of a pull request's page: what it is, what reviewers say, and which of its heads is shown. */
import Link from "next/link";
import { useRouter } from "next/router";
import { Isolated } from "components/frame/Isolated";
import { Time } from "components/frame/Time";
import { Author, Subject } from "components/jobs/Subject";
import { paths } from "lib/browser/paths";
import type { PullPageAnswer, ReviewAnswer } from "lib/model/answers";
import { spelledOut } from "lib/model/turning_text";
import styles from "components/jobs/Subject.module.css";

export function PullHead({ repo, pull }: { repo: string; pull: PullPageAnswer }) {
  const state = pull.draft && pull.state === "open" ? "draft" : pull.state;
  const badge = <span className={`${styles.state} ${styles[state]}`}>{state[0]?.toUpperCase() + state.slice(1)}</span>;
  return (
    <Subject title={pull.title || "Not described yet"} badge={badge} body={{ html: pull.bodyHtml }} repo={repo}>
      <span className={styles.number}>#{pull.number}</span>
      <Author name={pull.author} url={pull.authorUrl} />
      {pull.baseRef !== null && (
        <span className={styles.refs}>
          into
          <Link href={paths.grid(repo, pull.baseRef)} className={styles.ref} prefetch={false}>
            <Isolated text={pull.baseRef} />
          </Link>
          {pull.headRef !== null && (
            <>
              from{" "}
              <span className={styles.ref}>
                <Isolated text={headName(repo, pull.headRef, pull.headRepo)} />
              </span>
            </>
          )}
        </span>
      )}
      {pull.labels.map((label) => (
        <span key={label} className={styles.label}>
          <Isolated text={label} />
        </span>
      ))}
      {pull.url !== null && (
        <a href={pull.url} target="_blank" rel="noreferrer">
          On GitHub
        </a>
      )}
      <Reviews reviews={pull.reviews} />
    </Subject>
  );
}

/** A fork's branch is called after its owner, as GitHub does; of a fork that is gone the owner is not known. */
function headName(repo: string, branch: string, head_repo: string | null): string {
  if (head_repo === repo) return branch;
  return `${head_repo?.split("/")[0] ?? "unknown"}:${branch}`;
}

const words: Record<ReviewAnswer["state"], { mark: string; said: string; look: string | undefined }> = {
  approved: { mark: "✓", said: "approved", look: styles.approved },
  changes_requested: { mark: "✗", said: "asks for changes", look: styles.changes_requested },
  dismissed: { mark: "–", said: "was dismissed", look: styles.quiet },
  commented: { mark: "·", said: "commented", look: styles.quiet },
};

function Reviews({ reviews }: { reviews: readonly ReviewAnswer[] }) {
  if (reviews.length === 0) return null;
  return (
    <ul className={styles.reviews} aria-label="Reviews">
      {reviews.map(({ author, state, at, url }) => {
        const { mark, said, look } = words[state];
        const text = `${mark} ${author} ${said}`;
        return (
          <li key={author} className={look}>
            {url === null ? (
              text
            ) : (
              <a href={url} target="_blank" rel="noreferrer" className={look}>
                {text}
              </a>
            )}{" "}
            {at !== null && (
              <span className={styles.quiet}>
                <Time iso={at} />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Every push to the pull request had a head of its own. */
export function HeadPicker({ repo, pull }: { repo: string; pull: PullPageAnswer }) {
  const router = useRouter();
  const newest = pull.shas[0]?.sha;
  const place = pull.shas.findIndex(({ sha }) => sha === pull.sha);
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
            {sha.slice(0, 7)} {spelledOut(title)}
            {index === 0 ? " (newest)" : ""}
          </option>
        ))}
      </select>
      {pull.shas.length > 1 && (
        <span className={styles.quiet}>
          {pull.shas.length - place} of {pull.shas.length}
        </span>
      )}
      <Link href={paths.commit(repo, pull.sha)} prefetch={false}>
        Commit page
      </Link>
      <a href={pull.commitUrl} target="_blank" rel="noreferrer">
        Commit on GitHub
      </a>
      {pull.sha !== newest && <strong>Not the newest head</strong>}
    </div>
  );
}
