/** Who folds or unfolds a group stays where it is: the button pressed may go, and another one for the group come. */
import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";

/** @param columns change when a group has been folded or unfolded. */
export function useToggledFocus(
  head: RefObject<HTMLElement | null>,
  columns: unknown,
  onToggle: (group: string) => void,
): (group: string) => void {
  const toggled = useRef<string | null>(null);
  useLayoutEffect(() => {
    const group = toggled.current;
    toggled.current = null;
    // The button is still there, or the reader has gone elsewhere.
    if (group === null || document.activeElement !== document.body) return;
    const buttons = [...(head.current?.querySelectorAll<HTMLElement>("[data-group]") ?? [])];
    buttons.find(({ dataset }) => dataset["group"] === group)?.focus({ preventScroll: true });
  }, [head, columns]);
  return useCallback(
    (group: string) => {
      toggled.current = group;
      onToggle(group);
    },
    [onToggle],
  );
}
