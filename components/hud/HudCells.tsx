/** The cells of a row that are on the screen, by the chunk. Drawn again only when a letter of the chunk changes. */
import { memo } from "react";
import { lookOf } from "components/hud/cell_look";
import styles from "components/hud/HudCells.module.css";

interface ChunkProps {
  /** The first of its columns, among all. */
  from: number;
  /** Where it begins, in cells from the left. */
  at: number;
  codes: string;
  active: number | null;
  pinned: boolean;
}

export const Chunk = memo(function Chunk({ from, at, codes, active, pinned }: ChunkProps) {
  return (
    <div
      role="presentation"
      className={styles.chunk}
      style={{ left: `calc(var(--cell) * ${at})`, width: `calc(var(--cell) * ${codes.length})` }}
    >
      {Array.from({ length: codes.length }, (_, index) => {
        const { className, label, shown } = lookOf(codes.charCodeAt(index));
        return index === active ? (
          <span
            key={index}
            role="gridcell"
            aria-colindex={from + index + 2}
            aria-label={label}
            className={pinned ? `${className} ${styles.pinned}` : className}
            tabIndex={0}
            data-active
          >
            {shown}
          </span>
        ) : (
          <span key={index} role="gridcell" aria-colindex={from + index + 2} aria-label={label} className={className}>
            {shown}
          </span>
        );
      })}
    </div>
  );
});
