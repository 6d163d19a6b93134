/** Where the backends' section breaks, the rest of its page stays, and the reader learns what happened. */
import type { ReactNode } from "react";
import { Button } from "components/frame/Button";
import { ErrorBoundary, saying } from "components/frame/ErrorBoundary";
import styles from "components/oot/OotPrSection.module.css";

export function SectionBoundary({ place, children }: { place: string; children: ReactNode }) {
  return (
    <ErrorBoundary
      place={place}
      fallback={(error, retry) => (
        <section className={styles.section} role="alert" aria-labelledby="out-of-tree">
          <h2 id="out-of-tree" className={styles.title}>
            Out-of-tree backends
          </h2>
          <div className={styles.broken}>
            <p>Their results cannot be shown{saying(error)}. The rest of this page is not affected.</p>
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
