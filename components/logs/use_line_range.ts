/** The lines that the address points to, as state. */
import { useRouter } from "next/router";
import { useEffect, useRef } from "react";
import { type LineRange, rangeOf } from "components/logs/line_range";
import { lineHash } from "lib/browser/paths";
import { replaceAddress } from "lib/browser/use_address";

const hashOf = (path: string): string => /#.*$/.exec(path)?.[0] ?? "";

/**
 * The address is replaced, not pushed: Back leaves the log.
 * @returns the lines as they are drawn; how to choose others; and those chosen last, which for a moment the address, and
 * so the page, does not know yet: keys may come quicker than both.
 */
export function useLineRange(): [LineRange | null, (range: LineRange | null) => void, () => LineRange | null] {
  const router = useRouter();
  const path = router.asPath;
  const range = rangeOf(path);
  const last = useRef(range);
  const asked = useRef<string | null>(null);
  useEffect(() => {
    // Of several changes that follow each other quickly, the first come here when the last has long been asked for.
    if (asked.current !== null && asked.current !== hashOf(path)) return;
    asked.current = null;
    last.current = rangeOf(path);
  }, [path]);
  const set = (wanted: LineRange | null) => {
    last.current = wanted;
    const hash = wanted ? lineHash(wanted) : "";
    asked.current = hash === hashOf(path) ? null : hash;
    void replaceAddress(router, path.replace(/#.*$/, "") + hash);
  };
  return [range, set, () => last.current];
}
