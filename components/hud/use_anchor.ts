/** Keeps what the reader looks at where it is when commits come in above it, and counts those that have not been seen. */
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { scrollPane } from "components/hud/scroll";

interface Options {
  pane: RefObject<HTMLElement | null>;
  /** The commits that are shown, newest first. */
  shas: readonly string[];
  /** A row's height. */
  row: number;
  /** Whether the reader is busy with a cell: then even at the very top nothing moves. */
  is_busy: boolean;
}

/** @returns how many commits have come in above, and what to call when the pane has been scrolled. */
export function useAnchor({ pane, shas, row, is_busy }: Options): { unseen: number; onScroll: (top: number) => void } {
  const before = useRef(shas);
  const [unseen, setUnseen] = useState(0);
  useLayoutEffect(() => {
    const known = before.current;
    before.current = shas;
    const box = pane.current;
    if (!box || known === shas || known.length === 0) return;
    const first = Math.floor(box.scrollTop / row);
    const sha = known[first];
    const moved = sha === undefined ? -1 : shas.indexOf(sha);
    if (moved < 0 || moved === first) return;
    if (box.scrollTop === 0 && !is_busy) return;
    scrollPane(box, { top: box.scrollTop + (moved - first) * row });
    const were = new Set(known);
    const fresh = shas.slice(0, moved).filter((one) => !were.has(one)).length;
    if (fresh > 0) setUnseen((count) => count + fresh);
  }, [pane, shas, row, is_busy]);
  return {
    unseen,
    onScroll: (top) => {
      if (top < row) setUnseen(0);
    },
  };
}
