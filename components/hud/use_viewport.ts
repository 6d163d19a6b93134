/** Which rows and columns of the grid are on the screen: all that is drawn, however large the grid is. */
import { type RefObject, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { type Density, headHeight, type Sizes, sizesFor } from "components/hud/sizes";

/** Columns are drawn by the chunk: scrolling sideways adds a chunk now and then, not a cell with every frame. */
export const chunk_columns = 8;
const rows_around = 4;
const chunks_around = 1;

/** Ends are exclusive. They may lie beyond the grid's own. Chunks are of the columns that are not pinned. */
export interface Viewport {
  sizes: Sizes;
  /** Columns that stay beside the commits. */
  pinned: number;
  first_row: number;
  end_row: number;
  first_chunk: number;
  end_chunk: number;
}

interface Measures extends Record<"left" | "top" | "width" | "height", number> {
  /** The window's width, which the style sheets go by. */
  screen: number;
}

interface Wishes {
  density: Density;
  /** Pinned columns. */
  pins: number;
}

/** Of a pane that is scrolled to `left`, `top`. */
export function viewportOf({ left, top, width, height, screen }: Measures, { density, pins }: Wishes): Viewport {
  const sizes = sizesFor(screen, density);
  const chunk = chunk_columns * sizes.cell;
  const pinned = sizes.keeps_pins ? pins : 0;
  const beside = sizes.commit + pinned * sizes.cell;
  return {
    sizes,
    pinned,
    first_row: Math.max(0, Math.floor(top / sizes.row) - rows_around),
    end_row: Math.ceil((top + height - headHeight(sizes)) / sizes.row) + rows_around,
    first_chunk: Math.max(0, Math.floor(left / chunk) - chunks_around),
    end_chunk: Math.ceil((left + width - beside) / chunk) + chunks_around,
  };
}

const before_layout: Measures = { left: 0, top: 0, width: 1600, height: 900, screen: 1600 };

const same = (a: Viewport, b: Viewport): boolean =>
  a.first_row === b.first_row &&
  a.end_row === b.end_row &&
  a.first_chunk === b.first_chunk &&
  a.end_chunk === b.end_chunk &&
  a.pinned === b.pinned &&
  a.sizes.row === b.sizes.row &&
  a.sizes.commit === b.sizes.commit;

export function useViewport(pane: RefObject<HTMLElement | null>, { density, pins }: Wishes): Viewport {
  const [viewport, setViewport] = useState(() => viewportOf(before_layout, { density, pins }));
  useLayoutEffect(() => {
    const at = pane.current;
    if (!at) return;
    const measure = () => {
      if (at.clientWidth === 0) return; // Not laid out.
      const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = at;
      const next = viewportOf({ left, top, width, height, screen: window.innerWidth }, { density, pins });
      setViewport((now) => (same(now, next) ? now : next));
    };
    // In the same frame: what scrolls in must be there when it does.
    const onScroll = () => flushSync(measure);
    at.addEventListener("scroll", onScroll, { passive: true });
    measure();
    // Measures at once, too: before the first paint.
    const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(measure);
    observer?.observe(at);
    return () => {
      at.removeEventListener("scroll", onScroll);
      observer?.disconnect();
    };
  }, [pane, density, pins]);
  return viewport;
}
