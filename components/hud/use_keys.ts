/** The keys of the grid's page: some go wherever the focus is, none while somebody types. */
import { type RefObject, useEffect, useRef } from "react";

interface Options {
  pane: RefObject<HTMLElement | null>;
  /** True when the key has done something, and must do nothing else. */
  onKey: (key: string, at: { ctrl: boolean; in_grid: boolean; in_card: boolean }) => boolean;
}

export function useKeys({ pane, onKey }: Options): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.defaultPrevented || event.altKey || event.metaKey) return;
      if (target?.closest("input, textarea, select, [contenteditable]")) return;
      const ctrl = event.ctrlKey;
      if (ctrl && event.key !== "Home" && event.key !== "End") return;
      // A button in the head keeps its Enter.
      const in_grid = target?.closest("button") === null && pane.current?.contains(target) === true;
      // A log's lines on the card, which may be wider or longer than their place, keep their arrows.
      const in_card = Boolean(target?.closest("[data-card]")) && target?.closest("pre") === null;
      if (latest.current(event.key, { ctrl, in_grid, in_card })) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [pane]);
}
