/** Which artifacts a run or a commit has: in the archive, and with GitHub. */
import { commitRunNames } from "clickhouse_queries/commit_run_names/query";
import { expiresAt, listArtifacts } from "lib/archive/artifacts";
import type { Artifact } from "lib/model/artifact";
import { ApiError, unavailable } from "lib/server/api_error";
import { artifactUrl } from "lib/server/artifact_url";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";

const artifacts_max = 5_000;
const runs_max = 300;
const runs_at_once = 8;

interface NamedRun {
  workflow_id: number;
  workflow_name: string;
  html_url: string | null;
  run_attempt: number;
  job_ids: number[];
  job_names: string[];
}

/** Of all runs of a commit. @throws ApiError 503 */
export async function commitArtifacts(services: Services, repo: string, sha: string): Promise<Artifact[]> {
  const runs = await ask(services, commitRunNames, { repo, sha });
  const queue = runs.slice(0, runs_max).entries();
  const found: Artifact[][] = [];
  const worker = async (): Promise<void> => {
    for (const [index, run] of queue) found[index] = await ofRun(services, repo, run);
  };
  await Promise.all(Array.from({ length: runs_at_once }, worker));
  return found.flat().slice(0, artifacts_max);
}

/** Of one run. @throws ApiError 404 when it has none, 503 */
export async function runArtifacts(services: Services, repo: string, workflow_id: number): Promise<Artifact[]> {
  const unnamed = { workflow_id, workflow_name: "", html_url: null, run_attempt: 1, job_ids: [], job_names: [] };
  const found = await ofRun(services, repo, unnamed);
  if (found.length === 0) throw new ApiError(404, "This run has no artifacts that this HUD knows of");
  return found;
}

async function ofRun(services: Services, repo: string, run: NamedRun): Promise<Artifact[]> {
  const { archive, config, github_artifacts } = services;
  const { workflow_id, workflow_name } = run;
  const jobs = new Map(run.job_ids.map((id, index) => [id, run.job_names[index] ?? ""]));
  const archived = listArtifacts(archive, { repo, workflow_id }, artifacts_max).catch((error: unknown) => {
    throw unavailable("archive", error);
  });
  const [kept, with_github] = await Promise.all([archived, github_artifacts.of(repo, workflow_id)]);
  const now = Date.now();
  return [
    ...kept.map(({ run_attempt, job_id, name, path, bytes, created_at, is_gone }): Artifact => {
      const expires_at = expiresAt(created_at, config.artifacts.days);
      return {
        ...{ workflow_id, workflow_name, run_attempt, job_id, name, size_bytes: bytes, created_at, expires_at },
        job_name: job_id === null ? null : (jobs.get(job_id) ?? null),
        expired: is_gone || (expires_at !== null && Date.parse(expires_at) <= now),
        url: artifactUrl({ repo, workflow_id, run_attempt }, path),
        source: "archive",
      };
    }),
    ...with_github.map(({ id, ...artifact }): Artifact => ({
      ...{ workflow_id, workflow_name, run_attempt: run.run_attempt, job_id: null, job_name: null },
      ...artifact,
      url: `${run.html_url ?? `https://github.com/${repo}/actions/runs/${workflow_id}`}/artifacts/${id}`,
      source: "github",
    })),
  ];
}
