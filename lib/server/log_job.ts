/** What the page of a log knows before it is sent: the job, as the warehouse has it. */
import type { ServerResponse } from "node:http";
import { type LogJob, logJob } from "clickhouse_queries/log_job/query";
import { RepoName } from "lib/model/fields";
import { ask } from "lib/server/ask";
import { services } from "lib/server/services";

/** Null for a job that the HUD has not heard of, whose log it may have all the same; and when the warehouse is away. */
export async function logJobProps(response: ServerResponse, repo: string, job_id: number): Promise<LogJob | null> {
  response.setHeader("Cache-Control", "private, no-cache");
  if (!RepoName.safeParse(repo).success) return null;
  const known = services();
  try {
    const [job] = await ask(known, logJob, { repo, job_id });
    return job ?? null;
  } catch (error) {
    known.log.warn({ err: error, repo, job_id }, "Cannot tell which job the log is of");
    return null;
  }
}
