/** The job that a log is of, as the page has it. */
import useSWR from "swr";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { LogJob } from "clickhouse_queries/log_job/query";

const refresh_ms = 15_000;

/** The job that a log is of. Looked at again until it is over and its log has been looked through. */
export function useLogJob(repo: string | null, job_id: string | null, first: LogJob | null): LogJob | null {
  const url =
    repo !== null && job_id !== null ? api_paths.savedQuery("log_job", { repo, job_id: Number(job_id) }) : null;
  const { data } = useSWR<LogJob[], ApiError>(url, {
    fallbackData: first === null ? [] : [first],
    revalidateOnMount: first === null,
    revalidateOnFocus: false,
    refreshInterval: (jobs) => (jobs?.[0]?.status === "completed" && jobs[0].has_log ? 0 : refresh_ms),
  });
  return data?.[0] ?? null;
}
