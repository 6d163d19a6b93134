/** The lines that the address points to, as state. */
import { useRouter } from "next/router";
import { useEffect, useRef, useState } from "react";
import { type LineRange, rangeOf } from "components/logs/line_range";
import { lineHash } from "lib/browser/paths";
import { replaceAddress } from "lib/browser/use_address";

const hashOf = (path: string): string => /#.*$/.exec(path)?.[0] ?? "";

export interface Chosen {
  /** As they are drawn. */
  range: LineRange | null;
  /** The address is replaced, not pushed: Back leaves the log. */
  setRange: (range: LineRange | null) => void;
  /** Those chosen last, which for a moment the address, and so the page, does not know yet: keys may come quicker than both. */
  lastRange: () => LineRange | null;
  /** Where somebody has made the address point since the page opened, by typing or going back; a new object each time. */
  pointed: LineRange | null;
}

export function useLineRange(): Chosen {
  const router = useRouter();
  const path = router.asPath;
  const range = rangeOf(path);
  const last = useRef(range);
  const asked = useRef<string | null>(null);
  const known = useRef(hashOf(path));
  const [pointed, setPointed] = useState<LineRange | null>(null);
  useEffect(() => {
    const hash = hashOf(path);
    // Of several changes that follow each other quickly, the first come here when the last has long been asked for.
    if (asked.current !== null && asked.current !== hash) return;
    const is_news = asked.current === null && hash !== known.current;
    asked.current = null;
    known.current = hash;
    last.current = rangeOf(path);
    if (is_news && last.current) setPointed(last.current);
  }, [path]);
  useEffect(() => {
    // The router does not hear of a hash that is typed into the browser's bar.
    const tell = () => {
      const { pathname, search, hash } = window.location;
      if (hash === hashOf(path)) return;
      asked.current = null;
      void replaceAddress(router, pathname + search + hash);
    };
    window.addEventListener("hashchange", tell);
    return () => window.removeEventListener("hashchange", tell);
  }, [router, path]);
  const setRange = (wanted: LineRange | null) => {
    last.current = wanted;
    const hash = wanted ? lineHash(wanted) : "";
    asked.current = hash === hashOf(path) ? null : hash;
    void replaceAddress(router, path.replace(/#.*$/, "") + hash);
  };
  return { range, setRange, lastRange: () => last.current, pointed };
}
