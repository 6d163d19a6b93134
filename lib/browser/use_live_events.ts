/** News of a repository, or of one branch of it, while the page is looked at. */
import { useEffect, useRef, useSyncExternalStore } from "react";
import { LiveSource, type LiveState, type PageNews } from "lib/browser/live_source";

export type { LiveState, PageNews } from "lib/browser/live_source";

/** By repository and branch: components that listen to the same share its connection. */
const sources = new Map<string, { source: LiveSource; members: number }>();
const watchers = new Set<() => void>();

/**
 * `onNews` is called with what has changed, from the first rendering to the last; the newest one given counts. A page
 * loads first and listens then: what changes in between is told too, perhaps twice.
 * @param repo null: nothing to listen to yet.
 * @param branch null: all of the repository; a branch's news are its own commits', not those of its pull requests.
 */
export function useLiveEvents(repo: string | null, branch: string | null, onNews: (news: PageNews) => void): void {
  const latest = useRef(onNews);
  useEffect(() => {
    latest.current = onNews;
  });
  useEffect(() => {
    if (repo === null) return;
    const key = JSON.stringify([repo, branch]);
    const shared = sources.get(key) ?? { source: new LiveSource(repo, branch), members: 0 };
    sources.set(key, shared);
    shared.members++;
    const leave = shared.source.join({ onNews: (news) => latest.current(news), onState: notify });
    notify();
    return () => {
      leave();
      if (--shared.members === 0) sources.delete(key);
      notify();
    };
  }, [repo, branch]);
}

function notify(): void {
  for (const watcher of watchers) watcher();
}

function watch(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

const calmest_first: readonly LiveState[] = ["live", "connecting", "paused", "polling"];

/** The state of the page's streams, the worst of several; null when it listens to none. */
export function useLiveState(): LiveState | null {
  return useSyncExternalStore(watch, worstState, () => null);
}

function worstState(): LiveState | null {
  let worst = -1;
  for (const { source } of sources.values()) worst = Math.max(worst, calmest_first.indexOf(source.state));
  return calmest_first[worst] ?? null;
}
