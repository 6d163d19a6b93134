/** Reads a page again when something of its commit has changed: at once, and then not more often than it can be read. */
import { useCallback, useEffect, useRef } from "react";
import { useLiveEvents } from "lib/browser/use_live_events";

/** A commit whose hundred jobs end within a minute is read again a few times, not a hundred. */
const pause_ms = 2_000;
/** What was recorded is replicated within this, as a rule. */
const replicated_ms = 600;

/** @param sha null: not known yet. @returns what to call when this page itself has changed something. */
export function useCommitNews(repo: string, sha: string | null, read: () => Promise<unknown>): () => void {
  const latest = useRef(read);
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    latest.current = read;
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const again = useCallback((after_ms: number) => {
    if (timer.current !== null) return;
    const wait = Math.max(after_ms, last.current + pause_ms - Date.now());
    timer.current = setTimeout(() => {
      timer.current = null;
      last.current = Date.now();
      void latest.current();
    }, wait);
  }, []);
  useLiveEvents(sha === null ? null : repo, null, (news) => {
    if (news.kind === "reload" || (sha !== null && news.shas.includes(sha))) again(0);
  });
  return useCallback(() => again(replicated_ms), [again]);
}
