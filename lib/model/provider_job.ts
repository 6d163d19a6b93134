/** The rows by which everything that ran elsewhere than in GitHub Actions is found by its commit, in one shape. */
import type { Conclusion, Status } from "lib/model/conclusion";
import type { Provider } from "lib/model/provider";
import type { TableRow } from "lib/model/records/kind";

interface OfCommit {
  repo: string;
  head_sha: string;
  head_branch: string | null;
  provider: Exclude<Provider, "github">;
  /** The record's own. */
  dynamoKey: string;
  /** The workflow that it is part of, as its system calls it; "" where there is none. */
  run_id: string;
  /** The first part of its column's name; its job's name is the rest. */
  workflow_name: string;
  status: Status;
  conclusion: Conclusion | null;
  created_at: string | null;
  completed_at: string | null;
  html_url: string | null;
  /** Its failures are the repository's own, and count as trunk's; otherwise it is somebody's report on it. */
  is_ci: boolean;
  /** For a fork's branch: never on ours, whatever the branch is called. */
  of_fork: boolean;
}

export interface ProviderJob extends OfCommit {
  name: string;
  external_id: string;
  run_attempt: number;
  started_at: string | null;
}

/** The tables make up `id` themselves. */
export function providerJobRow(job: ProviderJob, revision: number, is_deleted: 0 | 1 = 0): TableRow {
  return { table: "provider_job", row: { ...job, revision, is_deleted } };
}

export function providerRunRow(run: OfCommit, revision: number): TableRow {
  return { table: "provider_run", row: { ...run, revision, is_deleted: 0 } };
}
