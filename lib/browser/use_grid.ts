/** The pages of a branch's grid, from the one in the address to the oldest that has been asked for. */
import { useMemo } from "react";
import useSWRInfinite from "swr/infinite";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { GridPage } from "lib/model/grid_page";
import { type GridSheet, joinPages } from "lib/model/grid_sheet";

const refresh_ms = 60_000;
/** A page that holds thousands of commits helps nobody to find one: older ones have addresses. */
const pages_max = 20;

export interface Grid {
  /** Null until the first page is there. */
  sheet: GridSheet | null;
  error: ApiError | undefined;
  retry: () => void;
  /** Whether there are older commits than those of the last page loaded. */
  more: boolean;
  loading_more: boolean;
  loadMore: () => void;
  /** The page after the last one loaded. */
  next_page: number;
}

/** Data of another branch or page is not kept while this one loads: it would be a lie. A refresh reads the newest page. */
export function useGrid(repo: string, branch: string, page: number, per_page: number): Grid {
  const { data, error, mutate, size, setSize } = useSWRInfinite<GridPage, ApiError>(
    (index, previous: GridPage | null) =>
      previous && !previous.more ? null : api_paths.grid(repo, branch, page + index, per_page),
    { refreshInterval: refresh_ms, keepPreviousData: false, revalidateAll: false, persistSize: false },
  );
  const sheet = useMemo(() => (data ? joinPages(data) : null), [data]);
  const loaded = data?.length ?? 0;
  const more = data?.at(-1)?.more === true;
  const loading_more = loaded > 0 && size > loaded && error === undefined;
  return {
    ...{ sheet, error, more: more && size < pages_max + 1, loading_more, next_page: page + Math.max(1, loaded) },
    retry: () => void mutate(),
    loadMore: () => {
      if (more && !loading_more && size < pages_max) void setSize(loaded + 1);
    },
  };
}
