/** Bytes for people, and a commit's artifacts by the run and the job that made them. Pure. */
import type { Artifact } from "lib/model/artifact";

const units = ["kB", "MB", "GB", "TB"] as const;

/** Powers of ten, as GitHub counts: "912 B", "1.4 MB", "38 GB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  let size = bytes;
  let unit: string = "B";
  for (const next of units) {
    if (size < 999.5) break;
    size /= 1_000;
    unit = next;
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

export interface ArtifactRun {
  workflow_id: number;
  workflow_name: string;
  run_attempt: number;
  jobs: { job_id: number | null; job_name: string | null; artifacts: Artifact[] }[];
  size_bytes: number;
}

/** Workflows by name, their newest attempt first; what belongs to the whole run comes before what belongs to a job. */
export function artifactRuns(artifacts: readonly Artifact[]): ArtifactRun[] {
  const runs = new Map<string, ArtifactRun>();
  for (const artifact of artifacts) {
    const { workflow_id, workflow_name, run_attempt, job_id, job_name, size_bytes } = artifact;
    const key = `${workflow_id} ${run_attempt}`;
    const run = runs.get(key) ?? { workflow_id, workflow_name, run_attempt, jobs: [], size_bytes: 0 };
    runs.set(key, run);
    run.size_bytes += size_bytes;
    const job = run.jobs.find((known) => known.job_id === job_id);
    if (job) job.artifacts.push(artifact);
    else run.jobs.push({ job_id, job_name, artifacts: [artifact] });
  }
  for (const { jobs } of runs.values()) {
    jobs.sort((a, b) => compare(a.job_name ?? "", b.job_name ?? "") || (a.job_id ?? -1) - (b.job_id ?? -1));
    for (const { artifacts: of } of jobs) of.sort((a, b) => compare(a.name, b.name));
  }
  return [...runs.values()].sort(
    (a, b) =>
      compare(a.workflow_name, b.workflow_name) || a.workflow_id - b.workflow_id || b.run_attempt - a.run_attempt,
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
