/** Finds what a failed job's log can be compared with: the same job when it last succeeded on trunk. */
import { lastSuccesses } from "clickhouse_queries/last_successes/query";
import { findJob } from "lib/logs/job_log";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";

/** @throws ApiError 404 */
export async function lastSuccess(
  services: Services,
  { repo, job_id }: { repo: string; job_id: number },
): Promise<{ job_id: number }> {
  const job = await findJob(services.store, repo, job_id);
  if (!job) throw new ApiError(404, "There is no job of that id in this repository");
  const found = await ask(services, lastSuccesses, { repo, workflow: job.workflow_name ?? "", name: job.name, job_id });
  // A log that the HUD does not have is fetched when it is asked for, where it can be.
  const [newest] = services.log_fetcher === null ? found.filter(({ has_log }) => has_log) : found;
  if (!newest) throw new ApiError(404, "This job has not succeeded on the default branch lately, or left no log there");
  return { job_id: newest.job_id };
}
