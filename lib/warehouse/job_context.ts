/** What GitHub has told of a job: what its test reports are filed under. */
import type { ClickHouseClient } from "@clickhouse/client";
import { toMoment } from "lib/model/fields";
import type { TestJob } from "lib/model/test_report";
import { z } from "zod";

/** Empty where GitHub has told nothing yet. */
export interface JobContext {
  workflow_name: string;
  job_name: string;
  head_sha: string;
  head_branch: string;
}

const Context = z.object({
  workflow_name: z.string(),
  job_name: z.string(),
  head_sha: z.string(),
  head_branch: z.string(),
  time: z.string().nullable(),
});

/** A fork's branch is called after its owner, as GitHub shows it: a fork's `main` is not ours. */
const context_sql = `
  SELECT
    coalesce(nullIf(job.workflow_name, ''), run.name, '') AS workflow_name,
    job.name AS job_name,
    if(run.head_sha != '', run.head_sha, job.head_sha) AS head_sha,
    multiIf(
      branch = '' OR run.head_repo IN ('', {repo:String}), branch,
      concat(splitByChar('/', run.head_repo)[1], ':', branch)) AS head_branch,
    ifNull(job.started_at, ifNull(job.created_at, run.run_started_at)) AS time,
    if(run.head_branch != '', run.head_branch, job.head_branch) AS branch
  FROM
  (
    SELECT
      any(ifNull(workflow_name, '')) AS workflow_name, any(name) AS name, any(head_sha) AS head_sha,
      any(ifNull(head_branch, '')) AS head_branch, any(created_at) AS created_at, any(started_at) AS started_at
    FROM workflow_job FINAL
    WHERE repo = {repo:String} AND run_id = {workflow_id:UInt64} AND id = {job_id:UInt64}
  ) AS job
  CROSS JOIN
  (
    SELECT
      any(coalesce(name, path, '')) AS name, any(head_sha) AS head_sha, any(ifNull(head_branch, '')) AS head_branch,
      any(ifNull(head_repo, '')) AS head_repo, any(run_started_at) AS run_started_at
    FROM workflow_run FINAL
    WHERE repo = {repo:String} AND id = {workflow_id:UInt64}
  ) AS run`;

export async function jobContext(
  warehouse: ClickHouseClient,
  { repo, workflow_id, job_id }: TestJob,
): Promise<{ context: JobContext; began_at: string | null }> {
  const result = await warehouse.query({
    query: context_sql,
    query_params: { repo, workflow_id, job_id },
    format: "JSONEachRow",
  });
  const [row] = z.array(Context).parse(await result.json());
  const { time = null, ...context } = row ?? { workflow_name: "", job_name: "", head_sha: "", head_branch: "" };
  return { context, began_at: toMoment(time) };
}
