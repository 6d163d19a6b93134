/** The log's scrolling: which rows are on the screen, and where; it stays where it is when rows fold, wrap or arrive. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Rows } from "components/logs/reading/rows";
import { atRest, barHeight, type Extent, scrolled, type ScrollState } from "components/logs/reading/scroll";

export const line_px = 20;
/** Room under the last line. */
const end_px = 48;
const settle_ms = 160;
const rows_ahead = 12;
/** Where on the pane a target stands: what led to it is above. */
const target_place = 0.35;

/** A line to bring to the screen; a new object each time. */
export interface Target {
  line: number;
}

interface State extends ScrollState {
  /** Grows whenever the bar has to be moved by us. */
  moves: number;
  /** The reader has left the target by himself: then it is not held any more. */
  strayed: boolean;
}

export interface LogScroll {
  first_row: number;
  /** The row after the last one drawn. */
  end_row: number;
  /** The line at the pane's upper edge. */
  top_line: number;
  /** Of the space that the scrollbar runs over. */
  height_px: number;
  /** Where the first row drawn stands in it. */
  offset_px: number;
  onScroll: () => void;
  scrollTo: (place: "top" | "end") => void;
}

interface Options {
  pane: RefObject<HTMLElement | null>;
  /** The pane's height; 0 until it is measured. */
  view_px: number;
  rows: Rows;
  target: Target | null;
  /** The target was shown before the log's end was known: it keeps its place, however soon after it the log ends. */
  is_early: boolean;
}

export function useLogScroll({ pane, view_px, rows, target, is_early }: Options): LogScroll {
  const [state, setState] = useState<State>({ bar: 0, position: 0, moves: 0, strayed: true });
  const [placed, setPlaced] = useState<{ rows: Rows; target: Target | null }>({ rows, target: null });
  const below_px = is_early ? Math.max(end_px, Math.ceil(view_px * (1 - target_place))) : end_px;
  const extent: Extent = { total: rows.units * line_px + below_px, view: view_px };

  const rest = (position: number, strayed: boolean): void =>
    setState(({ moves }) => ({ ...atRest(position, extent), moves: moves + 1, strayed }));

  // While rendering, not after: rows in the wrong place would flash.
  const is_new = target !== null && placed.target !== target;
  const is_measured = view_px > 0;
  if (is_measured && (placed.rows !== rows || is_new)) {
    if (target !== null && (is_new || !state.strayed)) {
      // Held while lines arrive, fold and wrap around it.
      rest(rows.top(rows.rowOf(target.line)) * line_px - Math.max(0, view_px * target_place - line_px), false);
    } else {
      const row = placed.rows.rowAt(state.position / line_px);
      const into = state.position - placed.rows.top(row) * line_px;
      rest(rows.top(rows.rowOf(placed.rows.lineAt(row))) * line_px + into, true);
    }
    setPlaced({ rows, target });
  }

  const { bar, moves } = state;
  // Of our own moves the browser tells later, when we may have moved it again: they are no moves of the reader.
  const known_bar = useRef(0);
  useLayoutEffect(() => {
    if (moves === 0 || !pane.current) return;
    pane.current.scrollTo({ top: bar });
    known_bar.current = bar;
    // The reader's own moves are not to be repeated.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `bar` belongs to `moves`
  }, [moves, pane]);

  const settle = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => void (settle.current !== null && clearTimeout(settle.current)), []);
  const onScroll = () => {
    const now = pane.current?.scrollTop;
    if (now === undefined || Math.abs(now - known_bar.current) < 1) return;
    known_bar.current = now;
    setState((before) => {
      if (Math.abs(now - before.bar) < 1) return before;
      const after = scrolled(before, now, extent);
      return { ...after, moves: before.moves + (after.bar === now ? 0 : 1), strayed: true };
    });
    if (extent.total === barHeight(extent)) return;
    if (settle.current !== null) clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      setState((before) => {
        const after = atRest(before.position, extent);
        return Math.abs(after.bar - before.bar) < 1 ? before : { ...before, ...after, moves: before.moves + 1 };
      });
    }, settle_ms);
  };

  const top_row = rows.rowAt(state.position / line_px);
  const first_row = Math.max(0, top_row - rows_ahead);
  const last_row = rows.rowAt((state.position + view_px) / line_px);
  return {
    first_row,
    end_row: Math.min(rows.count, last_row + rows_ahead),
    top_line: rows.lineAt(top_row),
    height_px: barHeight(extent),
    offset_px: rows.top(first_row) * line_px - (state.position - state.bar),
    onScroll,
    scrollTo: (place) => rest(place === "top" ? 0 : Math.max(0, rows.units * line_px + end_px - view_px), true),
  };
}
