/** The lines that the address points to, as state. */
import { useRouter } from "next/router";
import { useEffect, useRef } from "react";
import { type LineRange, rangeOf } from "components/logs/line_range";
import { lineHash } from "lib/browser/paths";
import { replaceAddress } from "lib/browser/use_address";

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
  useEffect(() => {
    last.current = rangeOf(path);
  }, [path]);
  const set = (wanted: LineRange | null) => {
    last.current = wanted;
    const bare = path.replace(/#.*$/, "");
    void replaceAddress(router, wanted ? bare + lineHash(wanted) : bare);
  };
  return [range, set, () => last.current];
}
