/** Where a cell's card is put: below or above the cell, towards the middle of the window, never out of it. */

interface Box {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

interface Place {
  top?: number;
  right?: number;
  bottom?: number;
  left?: number;
  maxHeight?: number;
}

const gap = 4;
const edge = 8;
/** The style sheet lays the card along the bottom of a screen this narrow. */
const narrow_max = 600;

export function cardPlace(cell: Box, { width, height }: { width: number; height: number }): Place {
  if (width <= narrow_max) return {};
  const below = height - cell.bottom;
  const vertical =
    below >= cell.top
      ? { top: cell.bottom + gap, maxHeight: below - gap - edge }
      : { bottom: height - cell.top + gap, maxHeight: cell.top - gap - edge };
  const middle = (cell.left + cell.right) / 2;
  return middle < width / 2
    ? { ...vertical, left: Math.max(edge, cell.left) }
    : { ...vertical, right: Math.max(edge, width - cell.right) };
}
