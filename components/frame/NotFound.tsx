/** No such page, repository, branch, commit or pull request: what there is instead. */
import Link from "next/link";
import type { ReactNode } from "react";
import { Notice } from "components/frame/Failure";
import { Time } from "components/frame/Time";
import { nearest } from "components/frame/nearest";
import { paths } from "lib/browser/paths";
import { useRepos } from "lib/browser/use_api";
import styles from "components/frame/NotFound.module.css";

const shown_max = 12;

interface Props {
  /** What was asked for, as a person would say it. */
  title?: string;
  /** The repository that was asked for: those like it are offered first, and its branches if it is known. */
  repo?: string;
  /** The branch that was asked for. */
  branch?: string;
  children?: ReactNode;
}

export function NotFound({ title = "There is no such page", repo, branch, children }: Props) {
  const { data: repos } = useRepos();
  const known = repos?.find((entry) => entry.repo === repo);
  return (
    <Notice title={title}>
      {children}
      {known !== undefined && repo !== undefined && (
        <>
          <h2 className={styles.heading}>Branches of {repo}</h2>
          <ul className={styles.list}>
            {nearest(branch ?? "", known.branches, (name) => name)
              .slice(0, shown_max)
              .map((name) => (
                <li key={name}>
                  <Link href={paths.grid(repo, name)}>{name}</Link>
                </li>
              ))}
          </ul>
        </>
      )}
      {repos !== undefined && repos.length > 0 && known === undefined && (
        <>
          <h2 className={styles.heading}>Repositories this HUD knows</h2>
          <ul className={styles.list}>
            {nearest(repo ?? "", repos, (entry) => entry.repo)
              .slice(0, shown_max)
              .map((entry) => (
                <li key={entry.repo}>
                  <Link href={paths.grid(entry.repo)}>{entry.repo}</Link>{" "}
                  {entry.last_event !== null && (
                    <span className={styles.muted}>
                      <Time iso={entry.last_event} />
                    </span>
                  )}
                </li>
              ))}
          </ul>
        </>
      )}
      <p className={styles.muted}>
        {repos?.length === 0 && "This HUD has not heard of any repository yet. "}
        {known === undefined &&
          repos !== undefined &&
          repos.length > 0 &&
          "A repository appears with its first event. "}
        <Link href={paths.home()}>{repos?.length === 0 ? "How to send the first event" : "All repositories"}</Link>
      </p>
    </Notice>
  );
}
