/** Which cell the pointer is on, and which one is pinned: one set of handlers for the whole table. */
import { type MouseEvent, type PointerEvent, useCallback, useEffect, useState } from "react";

/** A cell by position, as the table had it when the pointer met it. */
export interface CellPosition {
  row: number;
  /** Among the shown columns. */
  column: number;
  /** In the table, for the line down the column. */
  left: number;
  width: number;
  /** In the window, for the card beside it. */
  box: { top: number; right: number; bottom: number; left: number };
}

/** Null for the commit's own cell, the head and the margin. */
function positionOf(target: EventTarget): CellPosition | null {
  const cell = target instanceof Element ? target.closest("td") : null;
  const row = cell?.closest("tbody tr");
  if (!cell || !(row instanceof HTMLTableRowElement)) return null;
  const { top, right, bottom, left } = cell.getBoundingClientRect();
  return {
    row: row.sectionRowIndex,
    column: cell.cellIndex - 1, // The commit's cell comes first.
    left: cell.offsetLeft,
    width: cell.offsetWidth,
    box: { top, right, bottom, left },
  };
}

const same = (a: CellPosition | null, b: CellPosition | null): boolean =>
  a === b || (a !== null && b !== null && a.row === b.row && a.column === b.column);

interface Options<Target> {
  /** What a position stands for; null where nothing ran. */
  at: (position: CellPosition) => Target | null;
  /** Ctrl-click, ⌘-click and middle click. */
  onOpen: (target: Target) => void;
}

/** What is hovered or pinned keeps its meaning when the rows under it move: `target` is taken when it is met. */
export function useCellPointer<Target>({ at, onOpen }: Options<Target>) {
  const [state, setState] = useState<{ position: CellPosition; target: Target; pinned: boolean } | null>(null);
  const pinned = state?.pinned ?? false;
  const close = useCallback(() => setState(null), []);

  useEffect(() => {
    if (!pinned) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [pinned, close]);

  const show = (position: CellPosition | null, pin: boolean) => {
    const target = position && at(position);
    setState(position === null || target === null ? null : { position, target, pinned: pin });
  };
  const handlers = {
    onPointerOver: (event: PointerEvent) => {
      if (pinned || event.pointerType === "touch") return;
      const position = positionOf(event.target);
      if (!same(position, state?.position ?? null)) show(position, false);
    },
    onPointerLeave: () => {
      if (!pinned) close();
    },
    onScroll: () => {
      if (state !== null && !pinned) close();
    },
    onClick: (event: MouseEvent) => {
      const position = positionOf(event.target);
      const target = position && at(position);
      if (target !== null && (event.ctrlKey || event.metaKey)) onOpen(target);
      else if (pinned && same(position, state?.position ?? null)) close();
      else if (position !== null || pinned) show(position, true);
    },
    onAuxClick: (event: MouseEvent) => {
      const position = event.button === 1 ? positionOf(event.target) : null;
      const target = position && at(position);
      if (target !== null) onOpen(target);
    },
  };
  return { state, handlers, close };
}
