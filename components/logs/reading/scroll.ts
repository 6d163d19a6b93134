/**
 * A scrollbar over more pixels than a browser can lay out: small moves go pixel by pixel, a jump goes in proportion.
 * Pure: the pane tells it where its scrollbar stands, it tells the pane where in the log that is.
 */

/** Firefox ends at 17.9 million pixels, Chromium at 33.5 million. */
export const pane_px_max = 8_000_000;

export interface Extent {
  /** Of the whole log, as if it could be laid out. */
  total: number;
  /** Of the pane on the screen. */
  view: number;
}

export interface ScrollState {
  /** What the scrollbar says. */
  bar: number;
  /** Where in the log the pane's upper edge is. */
  position: number;
}

export const barHeight = ({ total }: Extent): number => Math.min(total, pane_px_max);

const reach = ({ total, view }: Extent): number => Math.max(0, total - view);
const barReach = (extent: Extent): number => Math.max(0, barHeight(extent) - extent.view);
const clamp = (value: number, max: number): number => Math.min(Math.max(0, value), max);

/** Where the bar stands when nothing has moved it pixel by pixel. */
export function atRest(position: number, extent: Extent): ScrollState {
  const at = clamp(position, reach(extent));
  if (extent.total <= pane_px_max) return { bar: at, position: at };
  return { bar: Math.round((at / reach(extent)) * barReach(extent)), position: at };
}

/** After the reader has moved the bar. */
export function scrolled(before: ScrollState, bar: number, extent: Extent): ScrollState {
  if (extent.total <= pane_px_max) return { bar, position: clamp(bar, reach(extent)) };
  const moved = bar - before.bar;
  const jumped = Math.abs(moved) > 2 * extent.view;
  const at_edge = bar <= 0 || bar >= barReach(extent) - 1;
  // The bar's ends are the log's ends, but for one that a short move has run into: settling makes room there.
  if (jumped) return { bar, position: clamp((bar / barReach(extent)) * reach(extent), reach(extent)) };
  const near = clamp(before.position + moved, reach(extent));
  // What rounding has left is no way to go.
  const position = at_edge && near < 2 ? 0 : at_edge && reach(extent) - near < 2 ? reach(extent) : near;
  return at_edge ? atRest(position, extent) : { bar, position };
}
