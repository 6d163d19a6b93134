/** A test report's place: the job that wrote it, and its name among that job's reports. */
import { Attempt, clip, RepoName } from "lib/model/fields";
import { count } from "lib/model/saved_query";
import type { TestStatus } from "lib/model/test_status";
import { z } from "zod";

const PositiveId = count({ min: 1, max: Number.MAX_SAFE_INTEGER });

/** Numbers may come as text, as in forms and addresses. */
export const TestJob = z.object({
  repo: RepoName,
  /** GitHub's id of the workflow's run. */
  workflow_id: PositiveId,
  run_attempt: count({ min: 1, max: 2 ** 32 - 1 }).pipe(Attempt),
  job_id: PositiveId,
});
export type TestJob = z.infer<typeof TestJob>;

/** What a report came to; kept beside its cases. */
export interface ReportSummary {
  report: string;
  /** SHA-256 of the unpacked bytes, in hexadecimal digits. */
  digest: string;
  bytes: number;
  cases: number;
  duration_seconds: number;
  by_status: Readonly<Record<TestStatus, number>>;
}

const report_name_max = 400;

/** A report's file name, which is only data: one line, forward slashes, without a root, a way up or its packing. */
export function reportName(given: string | undefined): string {
  const names = (given ?? "")
    .replace(/[\u0000-\u001f\u007f]+/g, " ")
    .toWellFormed()
    .split(/[/\\]+/)
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "." && name !== "..");
  return clip(names.join("/").replace(/\.gz$/i, ""), report_name_max) || "report.xml";
}

/** The job and name of a report that lies in the archive under `test-reports/…`; null for any other key. */
export function parseReportKey(key: string): { job: TestJob; report: string } | null {
  const match = /^test-reports\/([^/]+\/[^/]+)\/(\d+)\/(\d+)\/(\d+)\/(.+\.xml(?:\.gz)?)$/i.exec(key);
  if (!match) return null;
  const [, repo, workflow_id, run_attempt, job_id, file] = match;
  const job = TestJob.safeParse({ repo, workflow_id, run_attempt, job_id });
  return job.success ? { job: job.data, report: reportName(file) } : null;
}
