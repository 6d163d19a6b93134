/** All that GitHub tells of one workflow run: its attempts, and the jobs of all of them. */
import type { RepoClient } from "lib/github/client";
import { GithubError } from "lib/github/error";
import { getRunAttempt, listJobs, type RestRepository, type RestRun } from "lib/github/history";
import { jobTold, runTold, type Told } from "lib/github/payloads";

const attempts_max = 50; // As often as GitHub lets a run be run again.
const job_pages_max = 200;

/**
 * Page by page: the run as it is, its attempts before that, newest first, and then the jobs.
 * @param first_attempt earlier ones are not asked for, but for their jobs, which are listed together.
 * @throws GithubError
 */
export async function* runHistory(
  client: RepoClient,
  repository: RestRepository,
  run: RestRun,
  { first_attempt = 1, jobs = true, signal }: { first_attempt?: number; jobs?: boolean; signal: AbortSignal },
): AsyncGenerator<Told[], void> {
  yield [runTold(repository, run)];
  for (let attempt = Math.min(run.run_attempt, attempts_max) - 1; attempt >= first_attempt; attempt--) {
    const told = await unlessGone(getRunAttempt(client, run.id, attempt, signal));
    if (told) yield [runTold(repository, told)];
  }
  for (let page = 1, more = jobs; more && page <= job_pages_max; page++) {
    const listed = await unlessGone(listJobs(client, run.id, page, signal));
    if (!listed) return;
    yield listed.items.map((job) => jobTold(repository, job));
    more = listed.has_next;
  }
}

/** Null for what was deleted since it was listed. */
export async function unlessGone<Answer>(asking: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof GithubError && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}
