/** The lines that the address points to, as state. */
import { useRouter } from "next/router";
import { type LineRange, rangeOf } from "components/logs/line_range";
import { lineHash } from "lib/browser/paths";

/** The address is replaced, not pushed: Back leaves the log. */
export function useLineRange(): [LineRange | null, (range: LineRange | null) => void] {
  const router = useRouter();
  const range = rangeOf(router.asPath);
  const set = (wanted: LineRange | null) => {
    const path = router.asPath.replace(/#.*$/, "");
    void router.replace(wanted ? path + lineHash(wanted) : path, undefined, { shallow: true, scroll: false });
  };
  return [range, set];
}
