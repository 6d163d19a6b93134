/** Where the reader is in the grid: the cell that has the keyboard, the one card, and the moves between cells. */
import { type FocusEvent, type RefObject, useMemo, useState } from "react";
import { moved, nextFailure, type Place } from "components/hud/moves";
import { scrollPane } from "components/hud/scroll";
import { headHeight } from "components/hud/sizes";
import { useHeldFocus } from "components/hud/use_held_focus";
import { useHover } from "components/hud/use_hover";
import { useKeys } from "components/hud/use_keys";
import type { Viewport } from "components/hud/use_viewport";
import type { GridColumn } from "lib/model/grid_columns";
import { letterOf } from "lib/model/grid_rows";

interface Options {
  pane: RefObject<HTMLElement | null>;
  viewport: Viewport;
  /** The commits that are shown, newest first. */
  shas: readonly string[];
  columns: readonly GridColumn[];
  textOf: (row: number) => string;
  codeAt: (row: number, column: number) => number;
  /** Copies the link to a commit. */
  copyLink: (sha: string) => void;
}

/** By name, not by place: news may move rows and columns. `key` is "" for the commit's own cell. */
interface Target {
  sha: string;
  key: string;
}

export function useCursor({ pane, viewport, shas, columns, textOf, codeAt, copyLink }: Options) {
  const { sizes, pinned, first_row, end_row } = viewport;
  const [active, setActive] = useState<Target | null>(null);
  /** Whether the active cell's card stays; it does while the keyboard passes cells that have none. */
  const [stays, setStays] = useState(false);
  const hover = useHover<Place>();
  const places = useMemo(
    () => ({
      row: new Map(shas.map((sha, index) => [sha, index])),
      column: new Map(columns.map(({ key }, index) => [key, index])),
    }),
    [shas, columns],
  );
  const isEmpty = ({ row, column }: Place): boolean => letterOf(codeAt(row, column)) === " ";
  const at: Place =
    active === null
      ? { row: 0, column: Math.min(0, columns.length - 1) }
      : { row: places.row.get(active.sha) ?? 0, column: places.column.get(active.key) ?? -1 };
  const card = stays && !isEmpty(at);
  const focus = useHeldFocus(pane, card);
  const targetAt = ({ row, column }: Place): Target => ({ sha: shas[row] ?? "", key: columns[column]?.key ?? "" });

  /** Out from under the head and the commits, which cover the pane's edges. */
  const reveal = ({ row, column }: Place) => {
    const box = pane.current;
    if (!box) return;
    const top = row * sizes.row;
    const room = box.clientHeight - headHeight(sizes) - sizes.row;
    const to: { top?: number; left?: number } = {};
    if (top < box.scrollTop) to.top = top;
    else if (top > box.scrollTop + room) to.top = top - room;
    const left = (column - pinned) * sizes.cell;
    const width = box.clientWidth - sizes.commit - (pinned + 2) * sizes.cell;
    if (column >= pinned && left < box.scrollLeft) to.left = left;
    else if (column >= pinned && left > box.scrollLeft + width) to.left = left - width;
    scrollPane(box, to);
  };
  const go = (place: Place, with_card = stays) => {
    hover.end();
    reveal(place);
    setActive(targetAt(place));
    setStays(with_card);
    focus.want();
  };
  const close = () => {
    setStays(false);
    focus.want();
  };

  useKeys({
    pane,
    onKey: (key, { ctrl, in_grid, in_card }) => {
      if (shas.length === 0) return false;
      if (key === "n" || key === "p") {
        const next = nextFailure(at, key === "n" ? 1 : -1, shas.length, textOf);
        if (next) go(next);
        return true;
      }
      if (key === "y") {
        copyLink(shas[at.row] ?? "");
        return true;
      }
      if (key === "Escape" && stays) {
        close();
        return true;
      }
      const moves = in_grid || key === "j" || key === "k" || (in_card && key.startsWith("Arrow"));
      if (!moves) return false;
      if ((key === "Enter" || key === " ") && at.column >= 0) {
        go(at, !isEmpty(at));
        return true;
      }
      const page = Math.max(1, end_row - first_row - 10);
      const next = moved(at, key, ctrl, { rows: shas.length, columns: columns.length, page });
      if (next) go(next);
      return next !== null;
    },
  });

  /** The cell under the pointer; column -1 for the commit's own, null for what is neither. */
  const placeAt = (target: EventTarget): Place | null => {
    const cell = target instanceof Element ? target.closest("[role=gridcell], [role=rowheader]") : null;
    const row = places.row.get(cell?.closest("[data-sha]")?.getAttribute("data-sha") ?? "");
    return cell && row !== undefined ? { row, column: Number(cell.getAttribute("aria-colindex")) - 2 } : null;
  };
  return {
    ...{ at, card, hover: hover.place, go, close, placeAt },
    onFocus: (event: FocusEvent) => {
      focus.onFocus(event);
      // From now on the cell is meant, not whatever is in the corner; while there are columns at all.
      if (active === null && at.column >= 0 && event.target.matches("[data-active]")) setActive(targetAt(at));
    },
    onBlur: focus.onBlur,
    onPoint: (target: EventTarget) => {
      if (!card) hover.meet(placeAt(target));
    },
    onLeave: hover.end,
    /** Pins the cell's card, or lets go of it. */
    onCell: (place: Place) =>
      go(place, !isEmpty(place) && !(card && place.row === at.row && place.column === at.column)),
  };
}
