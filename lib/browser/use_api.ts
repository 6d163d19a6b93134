/** What pages read, one hook per endpoint: kept, shared and refreshed by SWR, typed by lib/model. */
import useSWR, { type SWRConfiguration, type SWRResponse } from "swr";
import { ApiError, fetchJson } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type {
  CellAnswer,
  CommitPageAnswer,
  FreshnessAnswer,
  PullPageAnswer,
  RepoAnswer,
  TrunkHealth,
} from "lib/model/answers";
import type { SetupAnswer } from "lib/model/setup";
import type { TrunkState } from "lib/model/trunk";

const refresh_ms = 60_000;
/** While nothing is there yet, whoever set up a webhook is watching: show the first event within 2 s. */
const eager_ms = 1_000;
const retry_max_ms = 60_000;

/** Shared by all pages: set in pages/_app. An error keeps the last good data; only what may heal is tried again. */
export const swr_settings: SWRConfiguration = {
  fetcher: fetchJson,
  keepPreviousData: true,
  revalidateOnReconnect: true,
  onErrorRetry: (error, _key, _config, revalidate, { retryCount }) => {
    if (error instanceof ApiError && error.problem === "refused") return;
    const wait = Math.min(1_000 * 2 ** retryCount, retry_max_ms);
    setTimeout(() => void revalidate({ retryCount }), wait * (0.75 + Math.random() / 2));
  },
};

type Api<Answer> = SWRResponse<Answer, ApiError>;

const use = <Answer>(url: string | null, settings?: SWRConfiguration<Answer, ApiError>): Api<Answer> =>
  useSWR<Answer, ApiError>(url, settings);

/** @param watched where a repository that has just sent its first event must show at once. */
export const useRepos = ({ watched = false } = {}): Api<RepoAnswer[]> =>
  use(api_paths.repos(), {
    refreshInterval: (repos) => (watched || repos?.length === 0 ? eager_ms : refresh_ms),
    ...(watched && { dedupingInterval: eager_ms / 2 }),
  });

export const useTrunkHealth = (): Api<TrunkHealth[]> =>
  use(api_paths.trunks(), { refreshInterval: (rows) => (rows?.length === 0 ? eager_ms : 15_000) });

/** Without the grid's live events: for lists of many. */
export const useBranchState = (repo: string, branch: string): Api<TrunkState> =>
  use(api_paths.trunk(repo, branch), { refreshInterval: refresh_ms });

/** Whoever looks at it is setting something up: it follows within seconds. */
export const useSetup = (repo: string | null): Api<SetupAnswer> =>
  use(api_paths.setup(repo), { refreshInterval: repo === null ? 0 : 3_000, keepPreviousData: false });

/** Null: nobody asks yet. A cell that is looked at again within a few seconds is not asked for again. */
export const useCell = (at: { repo: string; sha: string; name: string } | null): Api<CellAnswer> =>
  use(at && api_paths.cell(at.repo, at.sha, at.name), {
    keepPreviousData: false,
    revalidateOnFocus: false,
    dedupingInterval: 10_000,
  });

export const useCommit = (repo: string, sha: string): Api<CommitPageAnswer> =>
  use(api_paths.commit(repo, sha), { refreshInterval: refresh_ms, keepPreviousData: false });

/** The previous head's page stays while another head of the same pull request loads. */
export const usePull = (repo: string, number: number, sha: string | null): Api<PullPageAnswer> =>
  use(api_paths.pull(repo, number, sha), { refreshInterval: refresh_ms });

export const useFreshness = (repo: string | null): Api<FreshnessAnswer> =>
  use(api_paths.freshness(repo), { refreshInterval: 15_000 });

export const useOpenApi = <Document>(): Api<Document> => use(api_paths.openApi(), { revalidateOnFocus: false });
