/** The bar over every page: where one is, where one can go. */
import Link from "next/link";
import { FreshnessBadge } from "components/frame/FreshnessBadge";
import { BookIcon } from "components/frame/icons";
import { JumpBox } from "components/frame/JumpBox";
import { SchemeToggle } from "components/frame/SchemeToggle";
import type { Place } from "components/frame/place";
import { paths } from "lib/browser/paths";
import styles from "components/frame/TopBar.module.css";

export function TopBar({ place }: { place: Place }) {
  return (
    <header className={styles.bar}>
      <nav className={styles.crumbs} aria-label="Where you are">
        <Link href={paths.home()} className={styles.product} aria-label="HUD, all repositories">
          <img src="/favicon.svg" alt="" width={20} height={20} />
          <span className={styles.word}>HUD</span>
        </Link>
        {place.repo !== null && (
          <Link href={paths.grid(place.repo)} className={styles.crumb} title={place.repo} prefetch={false}>
            {place.repo}
          </Link>
        )}
        {place.what !== null && (
          <span className={styles.here} title={place.what}>
            {place.what}
          </span>
        )}
      </nav>
      <div className={styles.jump}>
        <JumpBox repo={place.repo} />
      </div>
      <div className={styles.tools}>
        <Link href={paths.ootBackends()} className={styles.section} title="Out-of-tree backends">
          Out-of-tree
        </Link>
        <FreshnessBadge repo={place.repo} />
        <Link href={paths.apiDocs()} className={styles.tool} title="API reference" aria-label="API reference">
          <BookIcon />
        </Link>
        <SchemeToggle />
      </div>
    </header>
  );
}
