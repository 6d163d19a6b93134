/** The bar over every page: where one is, where one can go. */
import Link from "next/link";
import { FreshnessBadge } from "components/frame/FreshnessBadge";
import { JumpBox } from "components/frame/JumpBox";
import { LiveMark } from "components/frame/LiveMark";
import { SchemeToggle } from "components/frame/SchemeToggle";
import { SiteMenu } from "components/frame/SiteMenu";
import type { Place } from "components/frame/place";
import { paths } from "lib/browser/paths";
import styles from "components/frame/TopBar.module.css";

export function TopBar({ place }: { place: Place }) {
  return (
    <header className={styles.bar}>
      <nav className={styles.crumbs} aria-label="Where you are">
        <Link href={paths.home()} prefetch={false} className={styles.product} aria-label="HUD, all repositories">
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
        <SiteMenu repo={place.repo} />
        <LiveMark />
        <FreshnessBadge repo={place.repo} />
        <SchemeToggle />
      </div>
    </header>
  );
}
