/** To newer and older commits; filters come along. */
import Link from "next/link";
import { NewerIcon, OlderIcon } from "components/frame/icons";
import type { HudPlace } from "components/hud/HudToolbar";
import { paths } from "lib/browser/paths";
import styles from "components/hud/HudToolbar.module.css";

interface Props {
  place: HudPlace;
  /** What else is in the address. */
  view: Record<string, string>;
  /** Null: there are no older commits. */
  older_page: number | null;
}

export function Pager({ place: { repo, branch, page, per_page }, view, older_page }: Props) {
  const to = (other: number) => paths.grid(repo, branch, { page: other, per_page, ...view });
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
      {older_page !== null ? (
        <Link href={to(older_page)} className={styles.step} prefetch={false}>
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
