/** The key `/` goes to a page's main text box: the one that came last to the screen. */
import { type RefObject, useEffect } from "react";

const boxes: RefObject<HTMLInputElement | null>[] = [];

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing =
    event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
  const box = boxes.at(-1)?.current;
  if (typing || !box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

export function useSlashKey(box: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    if (boxes.length === 0) document.addEventListener("keydown", onKeyDown);
    boxes.push(box);
    return () => {
      boxes.splice(boxes.indexOf(box), 1);
      if (boxes.length === 0) document.removeEventListener("keydown", onKeyDown);
    };
  }, [box]);
}
