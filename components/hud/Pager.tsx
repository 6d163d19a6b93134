/** To newer and older commits; the filter comes along. */
import Link from "next/link";
import { NewerIcon, OlderIcon } from "components/frame/icons";
import type { HudPlace } from "components/hud/HudToolbar";
import { paths } from "lib/browser/paths";
import styles from "components/hud/HudToolbar.module.css";

interface Props {
  place: HudPlace;
  filter: string;
  has_older: boolean;
}

export function Pager({ place: { repo, branch, page, per_page }, filter, has_older }: Props) {
  const to = (other: number) => paths.grid(repo, branch, { page: other, per_page, name_filter: filter });
  return (
    <nav className={styles.pager} aria-label="Pages of commits">
      {page > 0 ? (
        <Link href={to(page - 1)} className={styles.step} prefetch={false}>
          <NewerIcon /> Newer
        </Link>
      ) : (
        <span className={styles.no_step}>
          <NewerIcon /> Newer
        </span>
      )}
      {has_older ? (
        <Link href={to(page + 1)} className={styles.step} prefetch={false}>
          Older <OlderIcon />
        </Link>
      ) : (
        <span className={styles.no_step}>
          Older <OlderIcon />
        </span>
      )}
    </nav>
  );
}
