/** Scrolls the pane at once, on the axes that are given. */
export function scrollPane(pane: HTMLElement, { top, left }: { top?: number; left?: number }): void {
  if (top !== undefined) pane.scrollTop = top;
  if (left !== undefined) pane.scrollLeft = left;
}
