/** What the pages about out-of-tree backends read, one hook per endpoint. */
import useSWR, { type SWRResponse } from "swr";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths, type OotView } from "lib/browser/paths";
import type { RegisteredBackend } from "lib/model/oot_allowlist";
import type { OotBackendAnswer, OotBackendsAnswer, OotResult } from "lib/model/oot_answers";

const refresh_ms = 60_000;

type Api<Answer> = SWRResponse<Answer, ApiError>;

const use = <Answer>(url: string, keepPreviousData: boolean): Api<Answer> =>
  useSWR<Answer, ApiError>(url, { refreshInterval: refresh_ms, keepPreviousData });

/** What another period or scope showed stays until this one is there. */
export const useOotBackends = (view: OotView): Api<OotBackendsAnswer> => use(api_paths.ootBackends(view), true);

export const useOotBackend = (repo: string, view: OotView): Api<OotBackendAnswer> =>
  use(api_paths.ootBackend(repo, view), true);

export const useOotPullResults = (repo: string, pr: number): Api<OotResult[]> =>
  use(api_paths.savedQuery("oot_pr_results", { repo, pr }), false);

export const useOotCommitResults = (repo: string, sha: string): Api<OotResult[]> =>
  use(api_paths.savedQuery("oot_commit_results", { repo, sha }), false);

/** Who is in the allowlist. @param wanted false: nobody needs to know, and nothing is asked. */
export const useOotRegistered = (wanted: boolean): Api<RegisteredBackend[]> =>
  useSWR<RegisteredBackend[], ApiError>(wanted ? api_paths.ootRegistered() : null);
