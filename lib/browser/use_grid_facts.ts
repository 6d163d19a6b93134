/** What the grid's page reads beside the grid: the branch's state, what the operator says, what people said, how long jobs take. */
import { useCallback, useEffect, useMemo, useRef } from "react";
import useSWR, { type SWRResponse } from "swr";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import { useLiveEvents } from "lib/browser/use_live_events";
import type { RepoConfig } from "lib/model/repo_config";
import type { TrunkState } from "lib/model/trunk";

const refresh_ms = 60_000;

/** What follows from many cells is read again this long after the first of them has changed. */
const settle_ms = 4_000;

/** `wanted`: once the cells are there, which it must not hold up. */
export function useTrunkState(repo: string, branch: string, wanted: boolean): SWRResponse<TrunkState, ApiError> {
  const answer = useSWR<TrunkState, ApiError>(wanted ? api_paths.trunk(repo, branch) : null, {
    refreshInterval: refresh_ms,
    keepPreviousData: false,
  });
  useReadAgain(repo, branch, answer.mutate);
  return answer;
}

function useReadAgain(repo: string, branch: string, read: () => Promise<unknown>): void {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  const onNews = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void read();
    }, settle_ms);
  }, [read]);
  useLiveEvents(repo, branch, onNews);
}

export const useRepoConfig = (repo: string): SWRResponse<RepoConfig, ApiError> =>
  useSWR<RepoConfig, ApiError>(api_paths.repoConfig(repo), { refreshInterval: refresh_ms, keepPreviousData: false });

/** One row of the saved query hud_durations. */
interface DurationRow {
  name: string;
  p50_seconds: number;
}

const no_seconds: ReadonlyMap<string, number> = new Map();

/** Usual seconds by column; asked for only when somebody wants them. */
export function useDurations(repo: string, branch: string, wanted: boolean): ReadonlyMap<string, number> {
  const url = wanted ? api_paths.savedQuery("hud_durations", { repo, branch }) : null;
  const { data } = useSWR<DurationRow[], ApiError>(url, { revalidateOnFocus: false });
  return useMemo(() => (data ? new Map(data.map(({ name, p50_seconds }) => [name, p50_seconds])) : no_seconds), [data]);
}

/** One row of the saved query repo_branches. */
interface BranchRow {
  name: string;
}

const branches_max = 50;

/** The repository's branches whose names contain a text, case ignored, best first; "": nothing is asked for. */
export const useBranches = (repo: string, search: string): SWRResponse<BranchRow[], ApiError> =>
  useSWR<BranchRow[], ApiError>(
    search === "" ? null : api_paths.savedQuery("repo_branches", { repo, search, limit: branches_max }),
    { revalidateOnFocus: false },
  );

/** One row of the saved query hud_annotations. */
export interface CellAnnotation {
  sha: string;
  name: string;
  annotation: string;
  note: string | null;
  by: string | null;
  annotated_at: string;
}

/** `wanted`: once the cells are there, which it must not hold up. */
export function useAnnotations(repo: string, branch: string, wanted: boolean): SWRResponse<CellAnnotation[], ApiError> {
  const url = wanted ? api_paths.savedQuery("hud_annotations", { repo }) : null;
  const answer = useSWR<CellAnnotation[], ApiError>(url, {
    refreshInterval: refresh_ms,
    keepPreviousData: false,
  });
  useReadAgain(repo, branch, answer.mutate);
  return answer;
}

/** GET /api/locate */
export interface CommitPlace {
  sha: string;
  page: number;
  row: number;
}

/** Null: nothing is looked for. */
export const useLocate = (
  repo: string,
  branch: string,
  sha: string | null,
  per_page: number,
): SWRResponse<CommitPlace, ApiError> =>
  useSWR<CommitPlace, ApiError>(sha === null ? null : api_paths.locate(repo, branch, sha, per_page), {
    revalidateOnFocus: false,
    shouldRetryOnError: false,
  });
