/** Grey lines where text will be, so that nothing jumps when it comes. */
import styles from "components/frame/Skeleton.module.css";

/** `what` is read out once; the lines are not. */
export function Skeleton({ what, lines = 8 }: { what: string; lines?: number }) {
  return (
    <div className={styles.block} role="status">
      <span className="visually-hidden">Loading {what}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles.line} style={{ width: `${92 - ((line * 37) % 45)}%` }} />
      ))}
    </div>
  );
}
