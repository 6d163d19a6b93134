/** The scrolling pane of the grid: the table, the line down the column under the pointer, and the one card. */
import { useEffect, useRef } from "react";
import { CellCard } from "components/hud/CellCard";
import type { Column } from "components/hud/columns";
import { HudTable } from "components/hud/HudTable";
import { type CellPosition, useCellPointer } from "components/hud/use_cell_pointer";
import type { Cell, GridRow, HudGrid } from "lib/model/grid";
import styles from "components/hud/HudPane.module.css";

interface Props {
  repo: string;
  branch: string;
  grid: HudGrid;
  columns: readonly Column[];
}

interface Target {
  sha: string;
  column: Column;
}

const cellOf = (row: GridRow | undefined, column: Column): Cell | null => {
  const cell = row?.jobs[column.index];
  return cell !== undefined && "conclusion" in cell ? (cell as Cell) : null; // {} has no fields: "in" cannot narrow it.
};

export function HudPane({ repo, branch, grid, columns }: Props) {
  const pane = useRef<HTMLDivElement>(null);
  const { state, handlers, close } = useCellPointer<Target>({
    at: ({ row, column }: CellPosition) => {
      const [commit, shown] = [grid.shaGrid[row], columns[column]];
      return commit && shown && cellOf(commit, shown) ? { sha: commit.sha, column: shown } : null;
    },
    onOpen: ({ sha, column }) => {
      const url = cellOf(grid.shaGrid.find((row) => row.sha === sha), column)?.htmlUrl;
      if (url) window.open(url, "_blank", "noopener,noreferrer");
    },
  });
  // The sticky parts cover the pane's edge: what Tab reaches must scroll to where it can be seen.
  useEffect(() => pane.current?.style.setProperty("scroll-padding", "200px 0 0 0"), []);

  const name = state?.target.column.name;
  const row = grid.shaGrid.find(({ sha }) => sha === state?.target.sha);
  const now = name === undefined ? -1 : grid.jobNames.indexOf(name);
  const cell = state && cellOf(row, { ...state.target.column, index: now });
  return (
    <>
      <div
        ref={pane}
        className={styles.pane}
        role="region"
        aria-label={`Jobs of ${branch}`}
        // A region that scrolls must be reachable by keyboard.
        tabIndex={0}
        {...handlers}
      >
        <div className={styles.sheet}>
          <HudTable repo={repo} branch={branch} grid={grid} columns={columns} />
          {state && (
            <>
              <div className={styles.line} style={{ left: state.position.left, width: state.position.width }} />
              {state.pinned && row && (
                <Ring row={grid.shaGrid.indexOf(row)} left={state.position.left} pane={pane.current} />
              )}
            </>
          )}
        </div>
      </div>
      {state && cell && row && (
        <CellCard
          key={`${row.sha} ${name}`}
          repo={repo}
          row={row}
          cell={cell}
          column={state.target.column}
          box={state.position.box}
          pinned={state.pinned}
          onClose={() => {
            close();
            pane.current?.focus({ preventScroll: true });
          }}
        />
      )}
    </>
  );
}
