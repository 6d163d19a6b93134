/** The scrolling pane of the grid: the table, the line down the column under the pointer, and the one card. */
import { useRef } from "react";
import { CellCard } from "components/hud/CellCard";
import type { Column } from "components/hud/columns";
import { HudTable } from "components/hud/HudTable";
import { useCellPointer } from "components/hud/use_cell_pointer";
import type { Cell, GridRow, HudGrid } from "lib/model/grid";
import styles from "components/hud/HudPane.module.css";

interface Props {
  repo: string;
  branch: string;
  grid: HudGrid;
  columns: readonly Column[];
}

/** By name, not by place: a refresh may move rows and columns. */
interface Target {
  sha: string;
  name: string;
}

const hasRun = (cell: GridRow["jobs"][number] | undefined): cell is Cell => cell !== undefined && "conclusion" in cell;

function find(grid: HudGrid, { sha, name }: Target): { row: GridRow; cell: Cell } | null {
  const row = grid.shaGrid.find((one) => one.sha === sha);
  const cell = row?.jobs[grid.jobNames.indexOf(name)];
  return row && hasRun(cell) ? { row, cell } : null;
}

export function HudPane({ repo, branch, grid, columns }: Props) {
  const pane = useRef<HTMLDivElement>(null);
  const { state, handlers, close } = useCellPointer<Target>({
    at: ({ row, column }) => {
      const target = { sha: grid.shaGrid[row]?.sha ?? "", name: columns[column]?.name ?? "" };
      return find(grid, target) && target;
    },
    onOpen: (target) => {
      const url = find(grid, target)?.cell.htmlUrl;
      if (url) window.open(url, "_blank", "noopener,noreferrer");
    },
  });
  const found = state && find(grid, state.target);
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
          {state && !state.pinned && (
            <div className={styles.line} style={{ left: state.position.left, width: state.position.width }} />
          )}
          <HudTable
            repo={repo}
            branch={branch}
            grid={grid}
            columns={columns}
            pinned_sha={state?.pinned ? state.target.sha : null}
            pinned_name={state?.pinned ? state.target.name : null}
          />
        </div>
      </div>
      {state && found && (
        <CellCard
          key={`${state.target.sha} ${state.target.name} ${state.pinned}`}
          repo={repo}
          row={found.row}
          cell={found.cell}
          name={state.target.name}
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
