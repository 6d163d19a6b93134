/** A dashboard's rows and columns: pure. */
import { byName, jobLabel, jobLines, type OotJobLine } from "lib/model/oot";
import type { OotJob, OotSubjectRow } from "lib/model/oot_answers";

export type Cell = OotJobLine<OotJob>;

export interface MatrixRow {
  key: string;
  subject: OotSubjectRow;
  /** By the column's name. */
  cells: ReadonlyMap<string, Cell>;
}

export interface MatrixData {
  /** "<workflow> / <job>", by name. */
  columns: string[];
  rows: MatrixRow[];
}

export function matrixOf(subjects: readonly OotSubjectRow[]): MatrixData {
  const rows = subjects.map((subject) => ({
    key: JSON.stringify([
      subject.upstream_repo,
      subject.pr,
      subject.event_type,
      subject.pr === null && subject.head_sha,
    ]),
    subject,
    cells: new Map(jobLines(subject.jobs).map((line) => [jobLabel(line.job), line])),
  }));
  const columns = [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))].sort(byName);
  return { columns, rows };
}

/** A cell of an older head than the row's newest says so: what it tells may no longer hold. */
export const isOfOlderHead = ({ job }: Cell, subject: OotSubjectRow): boolean =>
  subject.pr !== null && job.head_sha !== null && subject.head_sha !== null && job.head_sha !== subject.head_sha;
