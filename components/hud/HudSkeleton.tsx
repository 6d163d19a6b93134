/** The shape of a grid, before there is one. */
import styles from "components/hud/HudSkeleton.module.css";

const rows = 28;

export function HudSkeleton() {
  return (
    <div className={styles.pane} role="status">
      <span className="visually-hidden">Loading the grid</span>
      <div className={styles.head} />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row}>
          <span className={styles.title} style={{ width: `${55 + ((row * 29) % 40)}%` }} />
          <span className={styles.cells} />
        </div>
      ))}
    </div>
  );
}
