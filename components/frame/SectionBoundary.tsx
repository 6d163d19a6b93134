/** Where a section breaks, the rest of its page stays, and the reader learns what happened. */
import type { ReactNode } from "react";
import { Button } from "components/frame/Button";
import { ErrorBoundary, saying } from "components/frame/ErrorBoundary";
import styles from "components/frame/Page.module.css";

/** @param title the section's heading. */
export function SectionBoundary({ title, place, children }: { title: string; place: string; children: ReactNode }) {
  return (
    <ErrorBoundary
      place={place}
      fallback={(error, retry) => (
        <section className={styles.section} role="alert">
          <h2 className={styles.heading}>{title}</h2>
          <p className={styles.muted}>This cannot be shown{saying(error)}. The rest of this page is not affected.</p>
          <div>
            <Button look="main" onClick={retry}>
              Try again
            </Button>
          </div>
        </section>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}
