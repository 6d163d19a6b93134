/** The grid's rows that are on the screen: the commits as one layer that stays, their cells under it. */
import { HudCommit } from "components/hud/HudCommits";
import { HudRow } from "components/hud/HudRow";
import type { Place } from "components/hud/moves";
import { chunk_columns, type Viewport } from "components/hud/use_viewport";
import type { GridCommit } from "lib/model/grid";
import type { GridRows } from "lib/model/grid_rows";
import styles from "components/hud/HudTable.module.css";

interface Props {
  repo: string;
  viewport: Viewport;
  commits: readonly GridCommit[];
  /** The commits that are shown, as places among them. */
  rows: readonly number[];
  /** Where the keyboard is. */
  at: Place;
  /** Whether the card of the cell there stays. */
  card: boolean;
  hover: Place | null;
  highlighted: string | null;
  reader: GridRows;
}

/** The grid owns its rows by it: the commits' layer lies beside them, and is theirs row by row. */
export const rows_id = "grid-rows";

export function HudBody(props: Props) {
  const { repo, viewport, commits, rows, at, card, hover, highlighted, reader } = props;
  const { sizes, pinned, first_row, end_row, first_chunk, end_chunk } = viewport;
  const from = pinned + first_chunk * chunk_columns;
  const end = pinned + end_chunk * chunk_columns;
  const drawn = rowsToDraw(first_row, Math.min(end_row, rows.length), at.row, rows.length).flatMap((row) => {
    const place = rows[row] ?? -1;
    const commit = commits[place];
    return commit ? [{ row, place, commit, here: row === at.row ? at.column : null }] : [];
  });
  const far_chunk = Math.floor((at.column - pinned) / chunk_columns);
  const far_from = pinned + far_chunk * chunk_columns;
  const is_far = at.column >= pinned && (far_from < from || far_from >= end);
  const highlight = highlighted === null ? undefined : drawn.find(({ commit }) => commit.sha === highlighted);
  return (
    <div className={styles.body} style={{ height: rows.length * sizes.row }}>
      {highlight && <div className={styles.band_of_highlight} style={{ top: highlight.row * sizes.row }} />}
      <div className={styles.commits}>
        {drawn.map(({ row, place, commit, here }) => (
          <HudCommit
            key={commit.sha}
            {...{ repo, commit, row }}
            state={reader.state(place)}
            codes={reader.part(place, 0, pinned)}
            active={here !== null && here < pinned ? here : null}
            card={here !== null && card}
            highlighted={commit.sha === highlighted}
          />
        ))}
      </div>
      <div role="rowgroup" id={rows_id} className={styles.rows}>
        {drawn.map(({ row, place, commit, here }) => (
          <HudRow
            key={commit.sha}
            {...{ row, pinned, first_chunk, far_chunk }}
            sha={commit.sha}
            codes={reader.part(place, from, end)}
            far_codes={here !== null && is_far ? reader.part(place, far_from, far_from + chunk_columns) : ""}
            active={here}
            card={here !== null && card}
          />
        ))}
      </div>
      {hover && <div className={styles.row_line} style={{ top: hover.row * sizes.row }} />}
      {hover && hover.column >= pinned && (
        <div
          className={styles.column_line}
          style={{ left: `calc(var(--beside) + var(--cell) * ${hover.column - pinned})` }}
        />
      )}
    </div>
  );
}

/** The row with the focus stays, also when it has been scrolled away: or the focus would be lost. */
function rowsToDraw(from: number, end: number, active: number, count: number): number[] {
  const drawn = span(from, end);
  return active >= count || (active >= from && active < end) ? drawn : [...drawn, active];
}

const span = (from: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);
