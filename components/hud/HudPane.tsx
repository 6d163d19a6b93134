/** The scrolling pane of the grid: the part of it that is on the screen, the one card, the pointer and the keyboard. */
import { useRouter } from "next/router";
import { type MouseEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { CellCard } from "components/hud/CellCard";
import { HudHead } from "components/hud/HudHead";
import { HudRow, rows_before } from "components/hud/HudRow";
import { moved, nextFailure, type Place } from "components/hud/moves";
import { headHeight } from "components/hud/sizes";
import { useHover } from "components/hud/use_hover";
import { useKeys } from "components/hud/use_keys";
import { chunk_columns, useViewport } from "components/hud/use_viewport";
import type { Band, GridColumn } from "lib/model/grid_columns";
import { GridRows } from "lib/model/grid_rows";
import type { GridSheet } from "lib/model/grid_sheet";
import styles from "components/hud/HudPane.module.css";
import table from "components/hud/HudTable.module.css";

interface Props {
  repo: string;
  branch: string;
  sheet: GridSheet;
  /** The commits that are shown, as places in the sheet. */
  rows: readonly number[];
  columns: readonly GridColumn[];
  bands: readonly Band[];
  /** The commit that the address points to. */
  highlighted: string | null;
  onToggle: (group: string) => void;
  /** The reader has come to the last row; null: there are no older ones. */
  onEnd: (() => void) | null;
  loading_more: boolean;
}

/** By name, not by place: a refresh may move rows and columns. `key` is "" for the commit's own cell. */
export interface Target {
  sha: string;
  key: string;
}

/** Older commits are asked for this long before their rows are scrolled to. */
const rows_ahead = 12;

export function HudPane(props: Props) {
  const { repo, branch, sheet, rows, columns, bands, highlighted, onToggle, onEnd, loading_more } = props;
  const pane = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const { sizes, first_row, end_row, first_chunk, end_chunk } = useViewport(pane);
  const [active, setActive] = useState<Target | null>(null);
  const [pinned, setPinned] = useState(false);
  const wants_focus = useRef(false);
  const reader = useMemo(() => new GridRows(sheet, columns), [sheet, columns]);
  const places = useMemo(
    () => ({
      row: new Map(rows.map((row, index) => [sheet.commits[row]?.sha ?? "", index])),
      column: new Map(columns.map(({ key }, index) => [key, index])),
    }),
    [sheet, rows, columns],
  );
  const textOf = useCallback((row: number) => reader.text(rows[row] ?? -1), [reader, rows]);
  const placeOf = ({ sha, key }: Target): Place => ({
    row: places.row.get(sha) ?? 0,
    column: places.column.get(key) ?? -1,
  });
  const targetOf = ({ row, column }: Place): Target => ({
    sha: sheet.commits[rows[row] ?? -1]?.sha ?? "",
    key: columns[column]?.key ?? "",
  });
  const letterOf = ({ row, column }: Place): string => (textOf(row)[column] ?? " ").toUpperCase();
  const at: Place = active === null ? { row: 0, column: Math.min(0, columns.length - 1) } : placeOf(active);

  /** Out from under the head and the commits' column, which cover the pane's edges. */
  const reveal = ({ row, column }: Place) => {
    const box = pane.current;
    if (!box) return;
    const top = row * sizes.row;
    const room = box.clientHeight - headHeight(sizes) - sizes.row;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top > box.scrollTop + room) box.scrollTop = top - room;
    if (column < 0) return;
    const left = column * sizes.cell;
    const width = box.clientWidth - sizes.commit - 2 * sizes.cell;
    if (left < box.scrollLeft) box.scrollLeft = left;
    else if (left > box.scrollLeft + width) box.scrollLeft = left - width;
  };
  const go = (place: Place, pin = pinned) => {
    hover.end();
    reveal(place);
    setActive(targetOf(place));
    setPinned(pin && letterOf(place) !== " ");
    wants_focus.current = true;
  };
  useLayoutEffect(() => {
    if (!wants_focus.current) return;
    wants_focus.current = false;
    // A card that has just been pinned has the focus.
    if (!pinned) pane.current?.querySelector<HTMLElement>("[data-active]")?.focus({ preventScroll: true });
  });

  const hover = useHover<Place>();
  const unpin = () => {
    setPinned(false);
    wants_focus.current = true;
  };
  useKeys({
    pane,
    onKey: (key, { ctrl, in_grid }) => {
      if (rows.length === 0) return false;
      if (key === "n" || key === "p") {
        const next = nextFailure(at, key === "n" ? 1 : -1, rows.length, textOf);
        if (next) go(next);
        return true;
      }
      if (key === "Escape" && pinned) {
        unpin();
        return true;
      }
      if (!in_grid && key !== "j" && key !== "k") return false;
      if ((key === "Enter" || key === " ") && at.column >= 0) {
        go(at, true);
        return true;
      }
      const page = Math.max(1, end_row - first_row - 10);
      const next = moved(at, key, ctrl, { rows: rows.length, columns: columns.length, page });
      if (next) go(next);
      return next !== null;
    },
  });

  const jumped = useRef<string | null>(null);
  useEffect(() => {
    if (highlighted === null || jumped.current === highlighted) return;
    const row = places.row.get(highlighted);
    if (row === undefined || !pane.current) return;
    jumped.current = highlighted;
    pane.current.scrollTop = Math.max(0, (row - 4) * sizes.row);
  }, [highlighted, places, sizes.row]);

  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      void router.push(`${link.pathname}${link.search}`);
      return;
    }
    const place = placeAt(event.target);
    if (place === null) return;
    const again = pinned && place.row === at.row && place.column === at.column;
    go(place, !again);
  };

  const shown_rows = rowsToDraw(first_row, Math.min(end_row, rows.length), at.row, rows.length);
  const chunk_count = Math.ceil(columns.length / chunk_columns);
  const chunks = useMemo(
    () => span(first_chunk, Math.min(end_chunk, chunk_count)),
    [first_chunk, end_chunk, chunk_count],
  );
  const active_chunk = Math.floor(at.column / chunk_columns);
  const active_chunks = chunks.includes(active_chunk) || at.column < 0 ? chunks : [...chunks, active_chunk];
  const shown = pinned ? at : hover.place;
  const commit = shown && sheet.commits[rows[shown.row] ?? -1];
  const column = shown && columns[shown.column];

  return (
    <>
      <div
        ref={pane}
        className={styles.pane}
        role="region"
        aria-label={`Jobs of ${branch}`}
        onClick={onClick}
        onPointerOver={(event) => {
          if (pinned || event.pointerType === "touch") return;
          const place = placeAt(event.target);
          hover.meet(place !== null && letterOf(place) !== " " ? place : null);
        }}
        onPointerLeave={hover.end}
        onScroll={(event) => {
          hover.end();
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          if (scrollTop > 0 && scrollTop + clientHeight > scrollHeight - rows_ahead * sizes.row) onEnd?.();
        }}
      >
        <div
          role="grid"
          aria-label={`Commits of ${repo}, branch ${branch}, newest first, against their jobs`}
          aria-rowcount={rows.length + rows_before}
          aria-colcount={columns.length + 1}
          aria-readonly
          className={table.sheet}
          style={{
            ...variables(sizes),
            width: sizes.commit + columns.length * sizes.cell + sizes.tail,
            height: headHeight(sizes) + rows.length * sizes.row,
          }}
        >
          {hover.place && (
            <div
              className={styles.line}
              style={{ left: `calc(var(--commit) + var(--cell) * ${hover.place.column})`, width: "var(--cell)" }}
            />
          )}
          <HudHead
            columns={columns}
            bands={bands}
            first_chunk={first_chunk}
            end_chunk={end_chunk}
            onToggle={onToggle}
          />
          <div role="rowgroup" className={table.body}>
            {shown_rows.map((row) => {
              const of_row = sheet.commits[rows[row] ?? -1];
              if (!of_row) return null;
              const is_active = row === at.row;
              return (
                <HudRow
                  key={of_row.sha}
                  repo={repo}
                  commit={of_row}
                  row={row}
                  text={textOf(row)}
                  chunks={is_active ? active_chunks : chunks}
                  active={is_active ? at.column : null}
                  pinned={is_active && pinned}
                  highlighted={of_row.sha === highlighted}
                />
              );
            })}
          </div>
        </div>
        {onEnd && (
          <button type="button" className={styles.more} onClick={onEnd} disabled={loading_more}>
            {loading_more ? "Loading older commits…" : "Show older commits"}
          </button>
        )}
      </div>
      {shown && commit && column && (
        <CellCard
          key={`${commit.sha} ${column.key} ${pinned}`}
          repo={repo}
          commit={commit}
          column={column}
          letter={letterOf(shown)}
          sheet={sheet}
          row={rows[shown.row] ?? -1}
          cell={{ pane, row: shown.row, column: shown.column }}
          pinned={pinned}
          onClose={unpin}
        />
      )}
    </>
  );
}

/** The row with the focus stays, also when it has been scrolled away: or the focus would be lost. */
function rowsToDraw(from: number, end: number, active: number, count: number): number[] {
  const drawn = span(from, end);
  return active >= count || (active >= from && active < end) ? drawn : [...drawn, active];
}

const span = (from: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);

/** The cell under the pointer; null for the commit's own, and for what is no cell. */
function placeAt(target: EventTarget): Place | null {
  const cell = target instanceof Element ? target.closest("[role=gridcell]") : null;
  const row = cell?.closest("[role=row]");
  if (!cell || !row) return null;
  return {
    row: Number(row.getAttribute("aria-rowindex")) - 1 - rows_before,
    column: Number(cell.getAttribute("aria-colindex")) - 2,
  };
}

function variables({ cell, row, commit, names, band, tail }: ReturnType<typeof useViewport>["sizes"]) {
  const px = { cell, row, commit, names, band, tail };
  return Object.fromEntries(Object.entries(px).map(([name, size]) => [`--${name}`, `${size}px`]));
}
