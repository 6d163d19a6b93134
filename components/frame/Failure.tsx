/** What a page shows when its data cannot be had: what happened, and what to do about it. */
import type { ReactNode } from "react";
import { Button } from "components/frame/Button";
import { ApiError, type ApiProblem } from "lib/browser/fetch_json";
import styles from "components/frame/Notice.module.css";

const advice: Record<ApiProblem, { title: string; what_to_do: string }> = {
  network: {
    title: "The HUD cannot be reached",
    what_to_do: "Check your connection, and that the server is still running. This page tries again by itself.",
  },
  unavailable: {
    title: "The HUD is starting, or one of its engines is away",
    what_to_do:
      "It usually heals within seconds; this page tries again by itself. /api/readyz says which engine it is.",
  },
  broken: {
    title: "Something broke in the HUD",
    what_to_do: "The server's log has the reason, under the request id that the answer carries.",
  },
  refused: { title: "The HUD did not accept this question", what_to_do: "The address may be mistyped." },
  not_found: {
    title: "Nothing here yet",
    what_to_do: "The address may be mistyped, or its first event has not arrived.",
  },
};

interface FailureProps {
  error: unknown;
  onRetry: () => void;
  /** Of the heading: 2 on a page that has its own title above. */
  level?: 1 | 2;
}

/** In place of the data. */
export function Failure({ error, onRetry, level = 1 }: FailureProps) {
  const Heading = level === 1 ? "h1" : "h2";
  const problem = error instanceof ApiError ? error.problem : "broken";
  const { title, what_to_do } = advice[problem];
  return (
    <section className={styles.panel} role="alert">
      <Heading className={styles.title}>{title}</Heading>
      {error instanceof Error && <p>{error.message}</p>}
      <p className={styles.muted}>{what_to_do}</p>
      <div>
        <Button look="main" onClick={onRetry}>
          Retry
        </Button>
      </div>
    </section>
  );
}

/** Above data that is still shown although its refresh failed. */
export function StaleNotice({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  return (
    <div className={styles.strip} role="status">
      <span>
        Not up to date: {error.message} <span className={styles.muted}>Trying again by itself.</span>
      </span>
      <Button onClick={onRetry}>Retry now</Button>
    </div>
  );
}

/** A panel with a title: empty states, explanations, not-found pages. */
export function Notice({ title, level = 1, children }: { title: string; level?: 1 | 2; children: ReactNode }) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <section className={styles.panel}>
      <Heading className={styles.title}>{title}</Heading>
      {children}
    </section>
  );
}
