/** The keys of the grid's page: some go wherever the focus is, none while somebody types. */
import { type RefObject, useEffect, useRef } from "react";

interface Options {
  pane: RefObject<HTMLElement | null>;
  /** True when the key has done something, and must do nothing else. */
  onKey: (key: string, at: { ctrl: boolean; in_grid: boolean }) => boolean;
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
      if (latest.current(event.key, { ctrl, in_grid })) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [pane]);
}
