/** What stands around every page: the skip link, the bar, the main region, and the net under it. */
import { useRouter } from "next/router";
import type { ReactNode } from "react";
import { ErrorBoundary } from "components/frame/ErrorBoundary";
import { placeOf } from "components/frame/place";
import { TopBar } from "components/frame/TopBar";
import styles from "components/frame/Frame.module.css";

export function Frame({ children }: { children: ReactNode }) {
  const router = useRouter();
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <TopBar place={placeOf(router.query)} />
      <main id="main" tabIndex={-1} className={styles.main}>
        <ErrorBoundary place={router.asPath}>{children}</ErrorBoundary>
      </main>
    </>
  );
}
