/** The top of a commit's or pull request's page of which nothing is known but what out-of-tree backends found for it. */
import styles from "components/oot/OnlyOot.module.css";

interface Props {
  /** What it is: there is nothing that says what it is called. */
  title: string;
  repo: string;
  /** Where the rest of it can be read. */
  github_url: string;
}

export function OnlyOot({ title, repo, github_url }: Props) {
  return (
    <header className={styles.page}>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.note}>
        Only out-of-tree backends have reported on it: nothing has been heard of it from {repo} itself.{" "}
        <a href={github_url} target="_blank" rel="noreferrer">
          On GitHub
        </a>
      </p>
    </header>
  );
}
