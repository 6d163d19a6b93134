/** Which rows and columns of the grid are on the screen: all that is drawn, however large the grid is. */
import { type RefObject, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { headHeight, type Sizes, sizesFor } from "components/hud/sizes";

/** Columns are drawn by the chunk: scrolling sideways adds a chunk now and then, not a cell with every frame. */
export const chunk_columns = 8;
const rows_around = 4;
const chunks_around = 1;

/** Ends are exclusive. They may lie beyond the grid's own. */
export interface Viewport {
  sizes: Sizes;
  first_row: number;
  end_row: number;
  first_chunk: number;
  end_chunk: number;
}

interface Measures extends Record<"left" | "top" | "width" | "height", number> {
  /** The window's width, which the style sheets go by. */
  screen: number;
}

/** Of a pane that is scrolled to `left`, `top`. */
export function viewportOf({ left, top, width, height, screen }: Measures): Viewport {
  const sizes = sizesFor(screen);
  const chunk = chunk_columns * sizes.cell;
  return {
    sizes,
    first_row: Math.max(0, Math.floor(top / sizes.row) - rows_around),
    end_row: Math.ceil((top + height - headHeight(sizes)) / sizes.row) + rows_around,
    first_chunk: Math.max(0, Math.floor(left / chunk) - chunks_around),
    end_chunk: Math.ceil((left + width - sizes.commit) / chunk) + chunks_around,
  };
}

const before_layout = viewportOf({ left: 0, top: 0, width: 1600, height: 900, screen: 1600 });

const same = (a: Viewport, b: Viewport): boolean =>
  a.first_row === b.first_row &&
  a.end_row === b.end_row &&
  a.first_chunk === b.first_chunk &&
  a.end_chunk === b.end_chunk &&
  a.sizes.commit === b.sizes.commit;

export function useViewport(pane: RefObject<HTMLElement | null>): Viewport {
  const [viewport, setViewport] = useState(before_layout);
  useLayoutEffect(() => {
    const at = pane.current;
    if (!at) return;
    const measure = () => {
      if (at.clientWidth === 0) return; // Not laid out.
      const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = at;
      const next = viewportOf({ left, top, width, height, screen: window.innerWidth });
      setViewport((now) => (same(now, next) ? now : next));
    };
    // In the same frame: what scrolls in must be there when it does.
    const onScroll = () => flushSync(measure);
    at.addEventListener("scroll", onScroll, { passive: true });
    // Measures at once, too: before the first paint.
    const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(measure);
    observer?.observe(at);
    return () => {
      at.removeEventListener("scroll", onScroll);
      observer?.disconnect();
    };
  }, [pane]);
  return viewport;
}
