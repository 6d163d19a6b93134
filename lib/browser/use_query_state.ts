/** One value of the page's query string as state: set at once, written to the address when the changing pauses. */
import { type NextRouter, useRouter } from "next/router";
import { useEffect, useState } from "react";
import { replaceAddress } from "lib/browser/use_address";

/** Browsers allow about 100 history changes in 30 s; and each one renders the page. */
const pause_ms = 200;

/** Changes of one pause go into the address together: one by one, each would undo the others. */
const pending = new Map<string, { value: string; onWritten: () => void }>();
let timer: ReturnType<typeof setTimeout> | null = null;

function write(router: NextRouter): void {
  timer = null;
  const changes = [...pending];
  pending.clear();
  if (changes.length === 0) return;
  const url = new URL(router.asPath, "http://any.invalid");
  for (const [name, { value }] of changes) {
    if (value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  void replaceAddress(router, `${url.pathname}${url.search}${url.hash}`).then(() => {
    for (const [, { onWritten }] of changes) onWritten();
  });
}

/** "" = absent. The address is replaced, not pushed: Back leaves the page instead of undoing letters. */
export function useQueryState(name: string): [string, (value: string) => void] {
  const router = useRouter();
  const from_url = router.query[name];
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => () => void pending.delete(name), [name]);

  const set = (value: string) => {
    setTyped(value);
    pending.set(name, { value, onWritten: () => setTyped((now) => (now === value ? null : now)) });
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => write(router), pause_ms);
  };
  return [typed ?? (Array.isArray(from_url) ? (from_url[0] ?? "") : (from_url ?? "")), set];
}
