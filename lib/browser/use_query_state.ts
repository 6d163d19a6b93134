/** One value of the page's query string as state: typed at once, written to the address when the typing pauses. */
import { useRouter } from "next/router";
import { useEffect, useRef, useState } from "react";

/** Browsers allow about 100 history changes in 30 s; and each one renders the page. */
const pause_ms = 200;

/** "" = absent. The address is replaced, not pushed: Back leaves the page instead of undoing letters. */
export function useQueryState(name: string): [string, (value: string) => void] {
  const router = useRouter();
  const from_url = router.query[name];
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => (timer.current === null ? undefined : clearTimeout(timer.current)), []);

  const set = (value: string) => {
    setTyped(value);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const url = new URL(router.asPath, "http://any.invalid");
      if (value === "") url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      void router
        .replace(`${url.pathname}${url.search}${url.hash}`, undefined, { shallow: true, scroll: false })
        .then(() => setTyped((now) => (now === value ? null : now)));
    }, pause_ms);
  };
  return [typed ?? (Array.isArray(from_url) ? (from_url[0] ?? "") : (from_url ?? "")), set];
}
