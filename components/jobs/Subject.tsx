/** The top of a commit's or pull request's page: its title, the facts about it, and its text. */
import type { ReactNode } from "react";
import { Isolated } from "components/frame/Isolated";
import { LinkedText } from "components/frame/LinkedText";
import styles from "components/jobs/Subject.module.css";

interface Props {
  title: string;
  /** Before the title, small: a state, a number. */
  badge?: ReactNode;
  /** Other people's plain text; or as HTML that the server made, and made safe (lib/server/pull_body.ts). */
  body: string | { html: string };
  repo: string;
  children: ReactNode;
}

/** A longer text starts folded: the jobs are what the reader came for. */
const folded_characters = 600;
const folded_lines = 8;

export function Subject({ title, badge, body, repo, children }: Props) {
  const text = (typeof body === "string" ? body : body.html).trim();
  const long = text.length > folded_characters || text.split("\n").length > folded_lines;
  const content =
    typeof body === "string" ? (
      <p className={styles.body}>
        <LinkedText text={text} repo={repo} />
      </p>
    ) : (
      <div className={styles.markdown} dangerouslySetInnerHTML={{ __html: text }} />
    );
  return (
    <header className={styles.head}>
      <h1 className={styles.title}>
        {badge} <Isolated text={title} />
      </h1>
      <div className={styles.facts}>{children}</div>
      {text !== "" &&
        (long ? (
          <details className={styles.folded}>
            <summary>Description</summary>
            {content}
          </details>
        ) : (
          content
        ))}
    </header>
  );
}

/** An author's name, linked to their profile when there is one. */
export function Author({ name, url }: { name: string; url: string | null }) {
  if (name === "") return null;
  return url === null ? (
    <span>
      <Isolated text={name} />
    </span>
  ) : (
    <a href={url} target="_blank" rel="noreferrer" className={styles.author}>
      <Isolated text={name} />
    </a>
  );
}
