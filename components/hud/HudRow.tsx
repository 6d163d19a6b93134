/** One commit's row: those of its cells that are on the screen. Drawn again only when a letter of it changes. */
import { memo } from "react";
import { Chunk } from "components/hud/HudCells";
import { commitId } from "components/hud/HudCommits";
import { chunk_columns } from "components/hud/use_viewport";
import styles from "components/hud/HudTable.module.css";

interface Props {
  sha: string;
  /** Among the rows that are shown. */
  row: number;
  /** Columns that are drawn beside the commits. */
  pinned: number;
  /** What is on the screen. */
  first_chunk: number;
  codes: string;
  /** The chunk with the focus, when it is not on the screen. */
  far_chunk: number;
  far_codes: string;
  /** The column that the keyboard is at; null in all rows but one. */
  active: number | null;
  /** Whether the cell that the keyboard is at has its card pinned. */
  card: boolean;
}

/** The head's two rows come first, and counting starts at 1. */
export const rows_before = 2;

export const HudRow = memo(function HudRow(props: Props) {
  const { sha, row, pinned, first_chunk, codes, far_chunk, far_codes, active, card } = props;
  const chunks = Array.from({ length: Math.ceil(codes.length / chunk_columns) }, (_, index) => ({
    chunk: first_chunk + index,
    part: codes.slice(index * chunk_columns, (index + 1) * chunk_columns),
  }));
  if (far_codes !== "") chunks.push({ chunk: far_chunk, part: far_codes });
  return (
    <div
      role="row"
      aria-rowindex={row + 1 + rows_before}
      aria-owns={commitId(sha)}
      data-sha={sha}
      className={styles.row}
      style={{ top: `calc(var(--row) * ${row})` }}
    >
      {chunks.map(({ chunk, part }) => {
        const at = chunk * chunk_columns;
        const here = active === null ? -1 : active - pinned - at;
        return (
          <Chunk
            key={chunk}
            from={pinned + at}
            at={at}
            codes={part}
            active={here >= 0 && here < chunk_columns ? here : null}
            pinned={card}
          />
        );
      })}
    </div>
  );
});
