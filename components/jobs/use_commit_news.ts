/** Reads a page again when something of its commit has changed: at once, and then not more often than it can be read. */
import { useCallback, useEffect, useRef } from "react";
import { Strangers } from "components/jobs/strangers";
import { useLiveEvents } from "lib/browser/use_live_events";

/** A commit whose hundred jobs end within a minute is read again a few times, not a hundred. */
const pause_ms = 2_000;
/** What was recorded is replicated within this, as a rule. */
const replicated_ms = 600;

/**
 * @param sha null: not known yet.
 * @param heads of a pull request: all that it is known to have had. A push gives it another one, of which the news tell
 * no more than the commit: the page is read again for commits that it does not know.
 * @returns what to call when this page itself has changed something.
 */
export function useCommitNews(
  repo: string,
  sha: string | null,
  read: () => Promise<unknown>,
  heads: readonly string[] | null = null,
): () => void {
  const latest = useRef(read);
  const last = useRef(0);
  const timer = useRef<{ id: ReturnType<typeof setTimeout>; at: number } | null>(null);
  const strangers = useRef(new Strangers());
  useEffect(() => {
    latest.current = read;
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current.id);
    },
    [],
  );
  const again = useCallback((wanted_at: number) => {
    const at = Math.max(wanted_at, last.current + pause_ms);
    if (timer.current !== null) {
      if (timer.current.at <= at) return;
      clearTimeout(timer.current.id);
    }
    const id = setTimeout(() => {
      timer.current = null;
      last.current = Date.now();
      strangers.current.looked(last.current);
      void latest.current();
    }, at - Date.now());
    timer.current = { id, at };
  }, []);
  useLiveEvents(sha === null ? null : repo, null, (news) => {
    const now = Date.now();
    if (news.kind === "reload" || (sha !== null && news.shas.includes(sha))) again(now);
    else if (heads !== null) {
      const unknown = news.shas.filter((one) => !heads.includes(one));
      if (strangers.current.meet(unknown, now)) again(Math.max(now + replicated_ms, strangers.current.next_at));
    }
  });
  return useCallback(() => again(Date.now() + replicated_ms), [again]);
}
