/** One cell of a dashboard: the letter of its newest attempt, and how the tests went. */
import { Mark } from "components/frame/Mark";
import type { Cell } from "components/oot/matrix";
import { duration } from "lib/browser/time";
import { marks } from "lib/model/mark";
import styles from "components/oot/Matrix.module.css";

interface Props {
  cell: Cell;
  name: string;
  older: boolean;
  pinned: boolean;
  onShow: (element: HTMLElement) => void;
  onHide: () => void;
  onPin: (element: HTMLElement) => void;
}

export function MatrixCell({ cell: { job, tone, earlier }, name, older, pinned, onShow, onHide, onPin }: Props) {
  return (
    <button
      type="button"
      data-oot-card
      className={older ? `${styles.button} ${styles.older}` : styles.button}
      aria-haspopup="dialog"
      aria-expanded={pinned}
      onMouseEnter={(event) => onShow(event.currentTarget)}
      onMouseLeave={onHide}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && onShow(event.currentTarget)}
      onBlur={onHide}
      onClick={(event) => onPin(event.currentTarget)}
    >
      <span className={styles.mark}>
        <Mark tone={tone} label={false} />
        {earlier.length > 0 && <span className={styles.earlier}>{earlier.length + 1}</span>}
      </span>
      <span className="visually-hidden">
        {earlier.length > 0 && "attempts, "}
        {name}: {marks[tone].label}
        {older && ", of an older head"}
      </span>
      <span className={styles.fact}>
        {job.tests_failed !== null && job.tests_failed > 0 ? (
          <strong>{job.tests_failed.toLocaleString("en")} failed</strong>
        ) : (
          job.duration_s !== null && duration(job.duration_s)
        )}
      </span>
    </button>
  );
}
