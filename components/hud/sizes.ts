/** How large the grid's parts are, in CSS pixels: the style sheet gets them from here, so that both count alike. */
export interface Sizes {
  cell: number;
  row: number;
  /** The commit's own column. */
  commit: number;
  /** The slanted names, without the bands under them. */
  names: number;
  band: number;
  /** Beside the last column and below the last row: slanted names lean over the edge. */
  tail: number;
}

const common = { cell: 22, band: 20 };

/** By the width of the window: the same steps as the style sheets'. */
export function sizesFor(width: number): Sizes {
  if (width <= 600) return { ...common, row: 30, commit: 156, names: 150, tail: 110 };
  return { ...common, row: 25, commit: width <= 1200 ? 420 : 600, names: 186, tail: 132 };
}

export const headHeight = ({ names, band }: Sizes): number => names + band;
