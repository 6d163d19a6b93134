/** How large a pane is on the screen, and how wide one character of its text. */
import { type RefObject, useLayoutEffect, useState } from "react";

/** The probe holds so many characters: one by itself would be measured too coarsely. */
export const probe_text = "0".repeat(100);

export interface PaneSize {
  /** Zero until it has been measured. */
  width: number;
  height: number;
  char: number;
}

export function usePaneSize(pane: RefObject<HTMLElement | null>, probe: RefObject<HTMLElement | null>): PaneSize {
  const [size, setSize] = useState<PaneSize>({ width: 0, height: 0, char: 0 });
  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return;
    const measure = () => {
      const char = (probe.current?.getBoundingClientRect().width ?? 0) / probe_text.length;
      setSize({ width: element.clientWidth, height: element.clientHeight, char });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [pane, probe]);
  return size;
}
