/** A commit's or pull request's page before its jobs are there: its title, and room for what comes. */
import { Failure } from "components/frame/Failure";
import { Isolated } from "components/frame/Isolated";
import { Skeleton } from "components/frame/Skeleton";
import type { ApiError } from "lib/browser/fetch_json";
import styles from "components/jobs/Subject.module.css";

interface Props {
  title: string;
  what: string;
  error: ApiError | undefined;
  onRetry: () => void;
}

export function Waiting({ title, what, error, onRetry }: Props) {
  if (error) {
    return (
      <div className={styles.page}>
        <Failure error={error} onRetry={onRetry} />
      </div>
    );
  }
  return (
    <div className={`${styles.page} ${styles.waiting}`}>
      <h1 className={styles.title}>
        <Isolated text={title} />
      </h1>
      <Skeleton what={what} lines={14} />
    </div>
  );
}
