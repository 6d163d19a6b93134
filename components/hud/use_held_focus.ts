/** Keeps the keyboard on the active cell, also where news, a filter or a pin have that cell drawn by another element. */
import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from "react";

/** The grid's cell that the keyboard is at. */
export const activeCell = (within: ParentNode = document): HTMLElement | null =>
  within.querySelector<HTMLElement>("[data-active]");

/**
 * @param has_card the active cell's card stays, and has the focus.
 * @returns `want`: the active cell gets the focus once it is drawn; and what the pane must tell of its focus.
 */
export function useHeldFocus(pane: RefObject<HTMLElement | null>, has_card: boolean) {
  const wanted = useRef(false);
  const held = useRef(false);
  const had_card = useRef(false);
  useLayoutEffect(() => {
    const is_wanted = wanted.current;
    const is_due = held.current || (had_card.current && !has_card);
    wanted.current = false;
    had_card.current = has_card;
    const cell = pane.current && activeCell(pane.current);
    const focused = document.activeElement;
    if (!cell || has_card || cell === focused) return;
    const is_elsewhere = focused !== null && focused !== document.body && !pane.current?.contains(focused);
    if (is_wanted || (is_due && !is_elsewhere)) cell.focus({ preventScroll: true });
  });
  return {
    want: () => {
      wanted.current = true;
    },
    onFocus: ({ target }: FocusEvent) => {
      held.current = target.matches("[data-active]");
    },
    // A window that is left keeps its focused element. While React draws, it tells of no loss.
    onBlur: ({ target, relatedTarget }: FocusEvent) => {
      held.current &&= relatedTarget === null && document.activeElement === target;
    },
  };
}
