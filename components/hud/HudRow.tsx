/** One commit: what it is, and those of its cells that are on the screen. Drawn again only when a letter of it changes. */
import { memo } from "react";
import { Time } from "components/frame/Time";
import marks_css from "components/frame/Mark.module.css";
import { rowState } from "components/hud/letters";
import { chunk_columns } from "components/hud/use_viewport";
import { paths } from "lib/browser/paths";
import type { GridCommit } from "lib/model/grid";
import { isBad } from "lib/model/grid_rows";
import { marks, toneOfLetter } from "lib/model/mark";
import styles from "components/hud/HudTable.module.css";

interface Props {
  repo: string;
  commit: GridCommit;
  /** Among the rows that are shown. */
  row: number;
  /** A letter for each column, also for those that are not on the screen. */
  text: string;
  /** The chunks to draw, one after the other. */
  chunks: readonly number[];
  /** The column that the keyboard is at, -1 for the commit's own; null in all rows but one. */
  active: number | null;
  pinned: boolean;
  highlighted: boolean;
}

/** The head's two rows come first, and counting starts at 1. */
export const rows_before = 2;

/** Plain links: their clicks become the router's in the pane, where one handler serves all. */
export const HudRow = memo(function HudRow(props: Props) {
  const { repo, commit, row, text, chunks, active, pinned, highlighted } = props;
  const { sha, time, commitTitle: title, author, prNum } = commit;
  const href = paths.commit(repo, sha);
  return (
    <div
      role="row"
      aria-rowindex={row + 1 + rows_before}
      data-sha={sha}
      className={highlighted ? `${styles.row} ${styles.highlighted}` : styles.row}
      style={{ top: `calc(var(--row) * ${row})` }}
    >
      <div role="rowheader" aria-colindex={1} className={`${styles.commit} ${styles[rowState(text)]}`}>
        <span className={styles.time}>
          <Time iso={time} short />
        </span>
        <a
          href={href}
          className={styles.sha}
          tabIndex={active === -1 ? 0 : -1}
          data-active={active === -1 ? true : undefined}
        >
          {sha.slice(0, 7)}
        </a>
        <a href={href} className={styles.title} title={title} tabIndex={-1}>
          {title || "(not described yet)"}
        </a>
        {prNum === null ? (
          <span />
        ) : (
          <a href={paths.pull(repo, prNum)} className={styles.pull} tabIndex={-1}>
            #{prNum}
          </a>
        )}
        <span className={styles.author} title={author}>
          {author}
        </span>
      </div>
      {chunks.map((chunk) => {
        const from = chunk * chunk_columns;
        const here = active === null ? -1 : active - from;
        return (
          <Chunk
            key={chunk}
            from={from}
            letters={text.slice(from, from + chunk_columns)}
            active={here >= 0 && here < chunk_columns ? here : null}
            pinned={pinned}
          />
        );
      })}
    </div>
  );
});

interface Look {
  className: string;
  label: string;
  shown: string;
}

/** By letter, made once: there may be thousands of cells. */
const looks = new Map<string, Look>();

function lookOf(letter: string): Look {
  const known = looks.get(letter);
  if (known) return known;
  const upper = letter.toUpperCase();
  const tone = toneOfLetter(upper);
  const first_bad = upper !== letter && isBad(upper);
  const look = {
    className: `${styles.cell} ${marks_css[tone]}${first_bad ? ` ${styles.first_bad}` : ""}`,
    label: tone === "none" ? marks.none.label : `${marks[tone].label}${first_bad ? ", first bad commit" : ""}`,
    shown: tone === "none" ? "" : upper,
  };
  looks.set(letter, look);
  return look;
}

interface ChunkProps {
  /** The first of its columns. */
  from: number;
  letters: string;
  active: number | null;
  pinned: boolean;
}

const Chunk = memo(function Chunk({ from, letters, active, pinned }: ChunkProps) {
  return (
    <div role="presentation" className={styles.chunk} style={{ left: `calc(var(--commit) + var(--cell) * ${from})` }}>
      {Array.from(letters, (letter, index) => {
        const { className, label, shown } = lookOf(letter);
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
