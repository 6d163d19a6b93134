/** A branch's grid as it is now: read once, kept up by the news, and still there when one comes back to it. */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useSWRConfig } from "swr";
import { type GridQuestion, type GridState, GridStore } from "lib/browser/grid_store";
import type { PageNews } from "lib/browser/live_source";
import { useLiveEvents } from "lib/browser/use_live_events";
import type { GridPage } from "lib/model/grid_page";
import type { GridSheet } from "lib/model/grid_sheet";

/** Whatever the news say: a page that is open all day must not rest on one stream's word. */
const refresh_ms = 120_000;
/** Who comes back sooner sees what was there. */
const fresh_ms = 5_000;
const stores_max = 4;

/** The grids that were looked at last, by who reads them and by their question. */
const stores = new WeakMap<object, Map<string, GridStore>>();

function storeOf(question: GridQuestion, read: (url: string) => Promise<GridPage>): GridStore {
  const known = stores.get(read) ?? new Map<string, GridStore>();
  stores.set(read, known);
  const key = JSON.stringify(question);
  const store = known.get(key) ?? new GridStore(question, read);
  known.delete(key);
  known.set(key, store);
  for (const oldest of known.keys()) {
    if (known.size <= stores_max) break;
    known.delete(oldest);
  }
  return store;
}

export interface Grid extends GridState {
  /** The sheet is still that of other filters. */
  is_outdated: boolean;
  retry: () => void;
  loadMore: () => void;
}

/** Another page's commits would be a lie, so only what other filters have shown stays until there is something new. */
export function useGrid(question: GridQuestion): Grid {
  const { fetcher } = useSWRConfig();
  const key = JSON.stringify(question);
  const store = useMemo(
    () => storeOf(JSON.parse(key) as GridQuestion, fetcher as (url: string) => Promise<GridPage>), // What went in.
    [key, fetcher],
  );
  const state = useSyncExternalStore(
    store.subscribe,
    () => store.state,
    () => store.state,
  );
  useEffect(() => {
    store.refresh(fresh_ms);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") store.refresh(0);
    }, refresh_ms);
    return () => clearInterval(timer);
  }, [store]);
  const onNews = useCallback((news: PageNews) => store.hear(news), [store]);
  useLiveEvents(question.repo, question.branch, onNews);
  const place = `${question.repo} ${question.branch} ${question.page}`;
  const [last, setLast] = useState<{ place: string; sheet: GridSheet | null }>({ place, sheet: null });
  if (last.place !== place || (state.sheet !== null && state.sheet !== last.sheet)) {
    setLast({ place, sheet: state.sheet });
  }
  const is_outdated = state.sheet === null && state.error === null && last.place === place && last.sheet !== null;
  const sheet = is_outdated ? last.sheet : state.sheet;
  return { ...state, sheet, is_outdated, retry: () => store.retry(), loadMore: () => store.loadMore() };
}
