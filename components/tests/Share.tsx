/** A figure beside a bar of its size. */
import styles from "components/tests/Share.module.css";

export function Share({ of, most, words }: { of: number; most: number; words: string }) {
  return (
    <span className={styles.share}>
      <span className={styles.words}>{words}</span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ width: `${most > 0 ? Math.max(1, (100 * of) / most) : 0}%` }} />
      </span>
    </span>
  );
}
