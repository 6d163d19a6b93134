/** The files that a commit's runs left behind. */
import useSWR, { type SWRResponse } from "swr";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { Artifact } from "lib/model/artifact";

const refresh_ms = 60_000;

export const useArtifacts = (repo: string, sha: string): SWRResponse<Artifact[], ApiError> =>
  useSWR<Artifact[], ApiError>(api_paths.artifacts(repo, sha), {
    refreshInterval: refresh_ms,
    keepPreviousData: false,
  });
