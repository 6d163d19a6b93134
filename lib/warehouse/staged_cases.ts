/** Test cases between their report and the warehouse: kept aside, in memory and then in a file, until all are right. */
import type { TestStatus } from "lib/model/test_status";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface StagedCase {
  suite: string;
  file: string;
  classname: string;
  name: string;
  status: TestStatus;
  tries: number;
  duration_seconds: number;
  message: string;
  text: string;
}

/** What changes in a case that is staged already; null leaves its words as they are. */
export interface CaseAmendment {
  status: TestStatus;
  tries: number;
  more_seconds: number;
  message: string | null;
  text: string | null;
}

/** The columns of test_run that a staged line holds, in its order. */
export const staged_columns = [
  "report",
  "case_number",
  "invoking_file",
  "file",
  "classname",
  "name",
  "status",
  "tries",
  "duration_seconds",
  "message",
  "text",
] as const;
const column = Object.fromEntries(staged_columns.map((name, index) => [name, index])) as Record<
  (typeof staged_columns)[number],
  number
>; // One for each column.

interface Segment {
  report: string;
  first_number: number;
  rows: number;
}

interface Batch {
  segments: Segment[];
  /** Null while the lines are in memory. */
  place: { from: number; bytes: number } | null;
}

/** Batches this large are inserted at once: ClickHouse likes them large, and two of them are all we ever hold. */
const batch_characters = 4 * 1024 * 1024;

export class StagedCases {
  readonly #amendments = new Map<string, ReadonlyMap<number, CaseAmendment>>();
  readonly #batches: Batch[] = [];
  #lines: string[] = [];
  #characters = 0;
  #open: Segment[] = [];
  #file: { handle: FileHandle; folder: string; bytes: number } | undefined;

  add(report: string, told: StagedCase, number: number): void {
    const { suite, file, classname, name, status, tries, duration_seconds, message, text } = told;
    const invoking_file = says_nothing.has(suite.toLowerCase()) ? report : suite;
    const line = JSON.stringify(
      // In the order of `staged_columns`.
      [report, number, invoking_file, file, classname, name, status, tries, duration_seconds, message, text],
    );
    this.#lines.push(line);
    this.#characters += line.length + 1;
    const segment = this.#open.at(-1);
    if (segment?.report === report) segment.rows += 1;
    else this.#open.push({ report, first_number: number, rows: 1 });
  }

  amend(report: string, amendments: ReadonlyMap<number, CaseAmendment>): void {
    if (amendments.size > 0) this.#amendments.set(report, amendments);
  }

  /** Moves what has gathered out of memory, once it is a batch. */
  async settle(): Promise<void> {
    if (this.#characters < batch_characters) return;
    this.#file ??= await openTemporary();
    const bytes = Buffer.from(this.#lines.join("\n"));
    await this.#file.handle.write(bytes, 0, bytes.length, this.#file.bytes);
    this.#batches.push({ segments: this.#open, place: { from: this.#file.bytes, bytes: bytes.length } });
    this.#file.bytes += bytes.length;
    this.#lines = [];
    this.#characters = 0;
    this.#open = [];
  }

  /** Every batch's lines, each a JSON array without its opening bracket; amended. */
  async *batches(): AsyncGenerator<string[], void> {
    for (const { segments, place } of this.#batches) {
      if (place && this.#file) yield this.#amended(await readLines(this.#file.handle, place), segments);
    }
    if (this.#lines.length > 0) yield this.#amended(this.#lines, this.#open);
  }

  /** Call it however it ends. */
  async dispose(): Promise<void> {
    if (!this.#file) return;
    await this.#file.handle.close();
    await rm(this.#file.folder, { recursive: true, force: true });
  }

  #amended(lines: readonly string[], segments: readonly Segment[]): string[] {
    const bare = lines.map((line) => line.slice(1));
    let at = 0;
    for (const { report, first_number, rows } of segments) {
      for (const [number, amendment] of this.#amendments.get(report) ?? []) {
        if (number < first_number || number >= first_number + rows) continue;
        const place = at + number - first_number;
        bare[place] = amendLine(lines[place] ?? "[]", amendment);
      }
      at += rows;
    }
    return bare;
  }
}

/** Suites that are called after their tool: the report's own name says more. */
const says_nothing = new Set(["", "pytest", "jest tests", "junit", "root suite", "undefined"]);

function amendLine(line: string, { status, tries, more_seconds, message, text }: CaseAmendment): string {
  const values = JSON.parse(line) as (string | number)[]; // Our own line, from `add`.
  values[column.status] = status;
  values[column.tries] = tries;
  values[column.duration_seconds] = Number(values[column.duration_seconds]) + more_seconds;
  if (message !== null) values[column.message] = message;
  if (text !== null) values[column.text] = text;
  return JSON.stringify(values).slice(1);
}

async function openTemporary(): Promise<{ handle: FileHandle; folder: string; bytes: number }> {
  const folder = await mkdtemp(path.join(tmpdir(), "hud-test-report-"));
  return { handle: await open(path.join(folder, "cases"), "wx+", 0o600), folder, bytes: 0 };
}

async function readLines(handle: FileHandle, { from, bytes }: { from: number; bytes: number }): Promise<string[]> {
  const buffer = Buffer.allocUnsafe(bytes);
  for (let read = 0; read < bytes;) {
    const { bytesRead } = await handle.read(buffer, read, bytes - read, from + read);
    if (bytesRead === 0) throw new Error("The staged cases are cut short");
    read += bytesRead;
  }
  return buffer.toString("utf8").split("\n");
}
