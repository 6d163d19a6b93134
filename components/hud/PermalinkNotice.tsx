/** Says that the commit of the address is not in the grid, and where else to look. */
import Link from "next/link";
import type { Permalink } from "components/hud/use_permalink";
import { paths } from "lib/browser/paths";
import styles from "components/hud/Hud.module.css";

interface Props {
  repo: string;
  branch: string;
  lost: Permalink["lost"];
}

export function PermalinkNotice({ repo, branch, lost }: Props) {
  if (lost === null) return null;
  return (
    <p className={styles.hint} role="status">
      Commit {lost.text.slice(0, 12)} is not shown on {branch}: {lost.reason}{" "}
      <Link href={paths.commit(repo, lost.text)}>Its own page</Link>
    </p>
  );
}
