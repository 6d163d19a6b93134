/** Where the card goes: beside its cell, on the side that has room. */

/** In the window, CSS pixels. */
export interface Box {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** CSS properties, in pixels. */
export interface CardPlace {
  top?: number;
  right?: number;
  bottom?: number;
  left?: number;
  "max-height"?: number;
}

const gap = 6;
const margin = 8;
/** Below this width the style sheet lays the card along the bottom of the screen. */
const narrow = 600;

/** Opens towards the larger half of the window, and never out of it: no measuring, so no second layout. */
export function cardPlace(cell: Box, { width, height }: { width: number; height: number }): CardPlace {
  if (width <= narrow) return {};
  const above = cell.top > height * 0.55;
  const before = cell.left > width * 0.6;
  return {
    ...(above ? { bottom: height - cell.top + gap } : { top: cell.bottom + gap }),
    ...(before ? { right: Math.max(margin, width - cell.right) } : { left: Math.max(margin, cell.left) }),
    "max-height": (above ? cell.top : height - cell.bottom) - gap - margin,
  };
}
