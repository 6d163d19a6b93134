/**
 * Writes test reports into the warehouse: whole, and each once. A report that comes again takes the place of what it
 * told before: the earlier rows are taken back first, so that the summaries of the views, which add up, stay right.
 */
import type { ClickHouseClient } from "@clickhouse/client";
import { toMoment } from "lib/model/fields";
import type { ReportSummary, TestJob } from "lib/model/test_report";
import { insertRows } from "lib/warehouse/insert_rows";
import { jobContext } from "lib/warehouse/job_context";
import { staged_columns, type StagedCases } from "lib/warehouse/staged_cases";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { z } from "zod";

const Known = z.object({
  report: z.string(),
  state: z.string(),
  digest: z.string(),
  revision: z.coerce.number(),
  head_sha: z.string(),
  job_name: z.string(),
  received_at: z.string(),
});
const Unplaced = z.object({
  repo: z.string(),
  workflow_id: z.coerce.number(),
  run_attempt: z.int(),
  job_id: z.coerce.number(),
});

/** The columns that all rows of one job's reports share, in the order of `sharedValues`. */
const shared_columns = [
  ...["repo", "workflow_id", "run_attempt", "job_id", "workflow_name", "job_name", "head_sha", "head_branch", "time"],
  "revision",
] as const;

const of_job = `repo = {repo:String} AND workflow_id = {workflow_id:UInt64} AND run_attempt = {run_attempt:UInt32}
  AND job_id = {job_id:UInt64}`;

/** An insert keeps one of ClickHouse's threads busy, for the most part. */
const inserts_at_once = 2;

/** A report for which GitHub had not told of the job within this time belongs to none that we will hear of. */
const place_within_days = 3;

export class TestReports {
  /** Who writes which job's reports now, in this process: they take turns. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(private readonly warehouse: ClickHouseClient) {}

  /**
   * Stores the cases of some of a job's reports. When it throws, some may be stored and some not: giving the same
   * reports again puts that right.
   * @returns "known" when exactly these reports were stored before, and nothing was done.
   */
  async store(job: TestJob, reports: readonly ReportSummary[], cases: StagedCases): Promise<"stored" | "known"> {
    return this.#inTurn(job, async () => {
      const known = new Map((await this.#known(job)).map((row) => [row.report, row]));
      const is_known = ({ report, digest }: ReportSummary): boolean =>
        known.get(report)?.state === "complete" && known.get(report)?.digest === digest;
      if (reports.every(is_known)) return "known";

      const received_at = new Date().toISOString();
      const { context, began_at } = await jobContext(this.warehouse, job);
      const at = began_at ?? received_at;
      // Taken back at one revision, told at the next.
      const revision = Math.max(Date.now(), ...[...known.values()].map((row) => row.revision)) + 1;
      const header = (state: string, step: number) =>
        reports.map(({ report, digest, bytes, cases: count, duration_seconds, by_status }) => ({
          ...{ ...job, ...context, report, digest, bytes, cases: count, duration_seconds },
          ...{ state, time: at, received_at, revision: revision + step },
          ...{ successes: by_status.success, failures: by_status.failure, errors: by_status.error },
          ...{ skipped: by_status.skipped, flaky: by_status.flaky },
        }));
      await insertRows(this.warehouse, "test_report", header("writing", 0));
      const again = reports.flatMap(({ report }) => (known.has(report) ? [report] : []));
      if (again.length > 0) await this.#takeBack(job, again, revision);
      await this.#insert([...Object.values(job), ...Object.values(context), at, revision + 1], cases);
      await insertRows(this.warehouse, "test_report", header("complete", 1));
      return "stored";
    });
  }

  /**
   * Tells reports that came before GitHub had told of their job which commit, branch and job they belong to.
   * @returns how many jobs' reports were placed.
   */
  async place({ jobs_max }: { jobs_max: number }): Promise<number> {
    const result = await this.warehouse.query({
      query: `WITH lately AS
        (
          SELECT repo, workflow_id, run_attempt, job_id, head_sha
          FROM test_report FINAL
          WHERE (head_sha = '' OR job_name = '') AND state = 'complete'
            AND time >= now() - toIntervalDay({days:UInt16})
        )
        SELECT DISTINCT repo, workflow_id, run_attempt, job_id
        FROM lately
        WHERE ((repo, workflow_id, job_id) IN (SELECT repo, run_id, id FROM workflow_job
              WHERE (repo, run_id) IN (SELECT repo, workflow_id FROM lately))
            OR head_sha = '' AND (repo, workflow_id) IN (SELECT repo, id FROM workflow_run
              WHERE (repo, id) IN (SELECT repo, workflow_id FROM lately)))
        LIMIT {jobs:UInt32}`,
      query_params: { days: place_within_days, jobs: jobs_max },
      format: "JSONEachRow",
    });
    const jobs = z.array(Unplaced).parse(await result.json());
    let placed = 0;
    for (const job of jobs) placed += (await this.#inTurn(job, () => this.#placeJob(job))) ? 1 : 0;
    return placed;
  }

  /** What is stored of a job's reports, by their names. `received_at`: when they were. */
  async storedAt(job: TestJob): Promise<Map<string, string>> {
    const complete = (await this.#known(job)).filter(({ state }) => state === "complete");
    return new Map(complete.map(({ report, received_at }) => [report, toMoment(received_at) ?? ""]));
  }

  /**
   * Takes back what was begun and never ended, since the process that wrote it did.
   * @returns how many jobs' reports were taken back.
   */
  async mend({ jobs_max }: { jobs_max: number }): Promise<number> {
    const result = await this.warehouse.query({
      query: `SELECT DISTINCT repo, workflow_id, run_attempt, job_id
        FROM test_report FINAL
        WHERE state = 'writing' AND received_at < now() - INTERVAL 1 HOUR
          AND time >= now() - toIntervalDay({days:UInt16})
        LIMIT {jobs:UInt32}`,
      query_params: { days: place_within_days, jobs: jobs_max },
      format: "JSONEachRow",
    });
    const jobs = z.array(Unplaced).parse(await result.json());
    for (const job of jobs) {
      await this.#inTurn(job, async () => {
        const begun = (await this.#known(job)).filter(({ state }) => state === "writing");
        const reports = begun.map(({ report }) => report);
        const revision = Math.max(Date.now(), ...begun.map((row) => row.revision)) + 2;
        await this.#takeBack(job, reports, revision);
        const kept = test_report_columns.filter((name) => !["state", "digest", "cases", "revision"].includes(name));
        await this.warehouse.command({
          query: `INSERT INTO test_report (${kept.join(", ")}, state, digest, cases, revision)
            SELECT ${kept.map((name) => (counts.has(name) ? `0 AS ${name}` : name)).join(", ")}, 'abandoned', '', 0,
              {revision:UInt64}
            FROM test_report FINAL WHERE ${of_job} AND report IN {reports:Array(String)}`,
          query_params: { ...job, reports, revision },
        });
      });
    }
    return jobs.length;
  }

  async #placeJob(job: TestJob): Promise<boolean> {
    const known = (await this.#known(job)).filter(
      ({ state, head_sha, job_name }) => state === "complete" && (head_sha === "" || job_name === ""),
    );
    const { context } = await jobContext(this.warehouse, job);
    const news = known.filter((row) => row.head_sha !== context.head_sha || row.job_name !== context.job_name);
    if (news.length === 0) return false;
    const revision = Math.max(Date.now(), ...known.map((row) => row.revision)) + 1;
    const query_params = { ...job, ...context, reports: news.map(({ report }) => report), revision };
    const placed = (columns: readonly string[]): string =>
      columns.map((name) => (name in context ? `{${name}:String} AS ${name}` : name)).join(", ");
    const kept = test_report_columns.filter((name) => name !== "state" && name !== "revision");
    const report_as = (state: string, step: number): string =>
      `INSERT INTO test_report (${kept.join(", ")}, state, revision)
       SELECT ${placed(kept)}, '${state}', {revision:UInt64} + ${step}
       FROM test_report FINAL WHERE ${of_job} AND report IN {reports:Array(String)}`;
    // The rows are still there when they have been taken back: only FINAL passes over them.
    const rows = [...shared_columns.filter((name) => name !== "revision"), ...staged_columns];
    await this.warehouse.command({ query: report_as("writing", 0), query_params });
    await this.#takeBack(job, query_params.reports, revision);
    await this.warehouse.command({
      query: `INSERT INTO test_run (${rows.join(", ")}, revision, is_deleted)
        SELECT ${placed(rows)}, {revision:UInt64} + 1, 0
        FROM test_run
        WHERE ${of_job} AND report IN {reports:Array(String)} AND revision = {revision:UInt64} AND is_deleted = 1`,
      query_params,
    });
    await this.warehouse.command({ query: report_as("complete", 1), query_params });
    return true;
  }

  /** Marks every stored row of these reports as deleted; the views subtract it. */
  async #takeBack(job: TestJob, reports: readonly string[], revision: number): Promise<void> {
    const columns = [...shared_columns.filter((name) => name !== "revision"), ...staged_columns].join(", ");
    await this.warehouse.command({
      query: `INSERT INTO test_run (${columns}, revision, is_deleted)
        SELECT ${columns}, {revision:UInt64}, 1
        FROM test_run FINAL
        WHERE ${of_job} AND report IN {reports:Array(String)}`,
      query_params: { ...job, reports, revision },
    });
  }

  async #insert(shared: readonly (string | number)[], cases: StagedCases): Promise<void> {
    const prefix = `${JSON.stringify(shared).slice(0, -1)},`;
    const running = new Set<Promise<void>>();
    try {
      for await (const lines of cases.batches()) {
        if (running.size >= inserts_at_once) await Promise.race(running);
        const insert: Promise<void> = this.#insertLines(lines, prefix).finally(() => running.delete(insert));
        insert.catch(() => undefined); // Told by the race, or at the end.
        running.add(insert);
      }
      await Promise.all(running);
    } finally {
      await Promise.allSettled(running); // Nothing is still being stored when whoever waits is told.
    }
  }

  async #insertLines(lines: readonly string[], prefix: string): Promise<void> {
    // The client's own insert would want each line parsed, to write it anew.
    const { stream } = await this.warehouse.exec({
      query: `INSERT INTO test_run (${[...shared_columns, ...staged_columns].join(", ")}) FORMAT JSONCompactEachRow`,
      values: Readable.from(chunksOf(lines, prefix), { objectMode: false }),
      clickhouse_settings: {
        ...{ date_time_input_format: "best_effort", async_insert: 0, input_format_null_as_default: 0 },
        // Each batch is one part, or none.
        ...{ max_insert_block_size: "1000000", min_insert_block_size_rows: "1000000" },
      },
    });
    stream.resume();
    await finished(stream);
  }

  async #known(job: TestJob): Promise<z.infer<typeof Known>[]> {
    const result = await this.warehouse.query({
      query: `SELECT report, state, digest, revision, head_sha, job_name, received_at
        FROM test_report FINAL WHERE ${of_job}`,
      query_params: { ...job },
      format: "JSONEachRow",
    });
    return z.array(Known).parse(await result.json());
  }

  async #inTurn<Result>(job: TestJob, work: () => Promise<Result>): Promise<Result> {
    const key = Object.values(job).join("/");
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    this.#turns.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    }
  }
}

const test_report_columns = [
  ...["repo", "workflow_id", "run_attempt", "job_id", "report", "workflow_name", "job_name", "head_sha", "head_branch"],
  ...["state", "digest", "bytes", "cases", "successes", "failures", "errors", "skipped", "flaky", "duration_seconds"],
  ...["time", "received_at", "revision"],
] as const;

const counts: ReadonlySet<string> = new Set([
  "successes",
  "failures",
  "errors",
  "skipped",
  "flaky",
  "duration_seconds",
]);

/** A few thousand rows at a time: neither a string of megabytes nor a write for every row. */
function* chunksOf(lines: readonly string[], prefix: string): Generator<Buffer> {
  for (let from = 0; from < lines.length; from += 2_000) {
    const text = lines.slice(from, from + 2_000).map((line) => `${prefix}${line}\n`);
    yield Buffer.from(text.join(""));
  }
}
