/** The lines of a log that are known before the log is here: what the job's record tells of its failing line. Pure. */
import { shownLine } from "components/logs/reading/pieces";
import type { ShownLine } from "components/logs/reading/protocol";
import { finding_context } from "lib/model/log_finding";
import type { LogJob } from "clickhouse_queries/log_job/query";

/** Consecutive lines; `first` counts from 0. */
export interface Preview {
  first: number;
  lines: readonly ShownLine[];
}

/** Null when the record knows none, or there is no log that could follow. Their colours come with the log. */
export function previewOf(job: LogJob | null): Preview | null {
  if (!job?.has_log || job.failure_line === null || job.failure_line_num === null) return null;
  const failing = job.failure_line_num - 1;
  const before = Math.min(failing, finding_context.before);
  const line = shownLine(job.failure_line, null);
  // The context of a long log that was classified anew may have gaps: then nobody knows which lines these are.
  const has_place = job.failure_line.startsWith(job.failure_context[before] ?? " ");
  if (!has_place) return { first: failing, lines: [line] };
  const lines = job.failure_context.map((text, at) => (at === before ? line : shownLine(text, null)));
  return { first: failing - before, lines };
}

export const previewEnd = (preview: Preview | null): number => (preview ? preview.first + preview.lines.length : 0);
