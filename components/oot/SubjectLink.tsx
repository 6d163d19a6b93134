/** What a job was about: a pull request or a commit of an upstream, as a link to its page. */
import Link from "next/link";
import { paths } from "lib/browser/paths";
import type { OotSubject } from "lib/model/oot_answers";
import styles from "components/oot/SubjectLink.module.css";

export function SubjectLink({
  subject,
}: {
  subject: Pick<OotSubject, "upstream_repo" | "pr" | "head_sha" | "event_type">;
}) {
  const { upstream_repo, pr, head_sha, event_type } = subject;
  if (pr !== null) {
    const name = `#${pr}`;
    if (upstream_repo === null) return <span className={styles.link}>{name}</span>;
    return (
      <Link
        href={paths.pull(upstream_repo, pr)}
        className={styles.link}
        title={`${upstream_repo}${name}`}
        prefetch={false}
      >
        {name}
      </Link>
    );
  }
  const sha = head_sha?.slice(0, 7) ?? "unknown commit";
  return (
    <span className={styles.link}>
      {upstream_repo === null || head_sha === null ? (
        sha
      ) : (
        <Link
          href={paths.commit(upstream_repo, head_sha)}
          className={styles.sha}
          title={upstream_repo}
          prefetch={false}
        >
          {sha}
        </Link>
      )}{" "}
      <span className={styles.event}>{event_type}</span>
    </span>
  );
}
