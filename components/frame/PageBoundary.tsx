/** Where a page breaks, the bar stays and the reader can go on. */
import type { ReactNode } from "react";
import { Button } from "components/frame/Button";
import { ErrorBoundary } from "components/frame/ErrorBoundary";
import { Notice } from "components/frame/Failure";

export function PageBoundary({ place, children }: { place: string; children: ReactNode }) {
  return (
    <ErrorBoundary
      place={place}
      fallback={(_error, retry) => (
        <Notice title="This page broke">
          <p>The rest of the HUD still works. The browser&apos;s console has the details.</p>
          <div>
            <Button look="main" onClick={retry}>
              Try again
            </Button>
          </div>
        </Notice>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}
