/** What pages about logs read, beside the logs themselves. */
import useSWR, { type SWRResponse } from "swr";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { RulesReply } from "lib/model/failure_rule";

type Api<Answer> = SWRResponse<Answer, ApiError>;

/** GET /api/last_success/<owner>/<repo>/<job id> */
export const useLastSuccess = (repo: string, job_id: string): Api<{ job_id: number }> =>
  useSWR<{ job_id: number }, ApiError>(api_paths.lastSuccess(repo, job_id), { revalidateOnFocus: false });

/** GET /api/rules; null: of all repositories. What was counted for another repository does not stay until this is there. */
export const useRules = (repo: string | null): Api<RulesReply> =>
  useSWR<RulesReply, ApiError>(api_paths.rules(repo), { refreshInterval: 60_000, keepPreviousData: false });
