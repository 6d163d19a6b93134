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
  /** Whether pinned columns stay beside the commits: a narrow screen has no room for them. */
  keeps_pins: boolean;
}

export const densities = ["comfortable", "compact"] as const;
export type Density = (typeof densities)[number];

/** By the width of the window: the same steps as the style sheets'. */
export function sizesFor(width: number, density: Density): Sizes {
  const is_compact = density === "compact";
  const cells = { cell: is_compact ? 18 : 22, band: 20 };
  if (width <= 600)
    return { ...cells, row: is_compact ? 24 : 30, commit: 156, names: 150, tail: 110, keeps_pins: false };
  const commit = width <= 1200 ? 420 : 600;
  return { ...cells, row: is_compact ? 19 : 25, commit, names: 186, tail: 132, keeps_pins: true };
}

export const headHeight = ({ names, band }: Sizes): number => names + band;
