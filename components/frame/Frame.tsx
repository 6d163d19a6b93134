/** What stands around every page: the skip link, the bar, the main region, and the net under it. */
import { useRouter } from "next/router";
import type { ReactNode } from "react";
import { PageBoundary } from "components/frame/PageBoundary";
import { placeOf } from "components/frame/place";
import { TopBar } from "components/frame/TopBar";
import { useKeptPlace } from "components/frame/use_kept_place";
import styles from "components/frame/Frame.module.css";

export function Frame({ children }: { children: ReactNode }) {
  const router = useRouter();
  useKeptPlace();
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <TopBar place={placeOf(router.query)} />
      <main id="main" tabIndex={-1} className={styles.main}>
        <PageBoundary place={router.asPath}>{children}</PageBoundary>
      </main>
    </>
  );
}
