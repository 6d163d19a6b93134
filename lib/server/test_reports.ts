/** Takes test reports in: read as they arrive, staged, and stored only when all of them are right. */
import { ReportRefused, ReportTooLarge } from "lib/intake/junit/bounded_xml";
import { readReport } from "lib/intake/junit/read_report";
import { clip } from "lib/model/fields";
import { type ReportSummary, reportName, TestJob } from "lib/model/test_report";
import { test_statuses } from "lib/model/test_status";
import { ApiError, unavailable } from "lib/server/api_error";
import { boundedBody, decoded, isForm, readForm, tooManyBytes } from "lib/server/form";
import { whileAlive } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { uploadParameters } from "lib/server/upload_parameters";
import { faultOf } from "lib/warehouse/insert_rows";
import { StagedCases } from "lib/warehouse/staged_cases";
import type { NextApiRequest } from "next";

const limits = {
  /** Of all files together, and of the body as it comes. */
  unpacked_bytes: 64 * 1024 * 1024,
  files: 2_000,
};

export interface TestReportsReply {
  ok: true;
  files: number;
  cases: number;
  failures: number;
  errors: number;
  skipped: number;
  flaky: number;
  /** The very same reports were stored before. */
  known: boolean;
}

/** @throws ApiError 400, 413, 415, 503; then nothing is stored */
export async function takeTestReports(request: NextApiRequest, services: Services): Promise<TestReportsReply> {
  const cases = new StagedCases();
  try {
    const { job, reports } = await readAll(request, cases);
    const outcome = await store(services, job, reports, cases);
    services.metrics.test_reports.inc({ outcome }, reports.length);
    services.inputs.note(job.repo, "test_reports", new Date().toISOString());
    const total = (status: (typeof test_statuses)[number]): number =>
      reports.reduce((sum, { by_status }) => sum + by_status[status], 0);
    if (outcome === "stored") {
      for (const status of test_statuses) services.metrics.test_cases.inc({ status }, total(status));
    }
    return {
      ...{ ok: true, files: reports.length, cases: reports.reduce((sum, report) => sum + report.cases, 0) },
      ...{ failures: total("failure"), errors: total("error"), skipped: total("skipped"), flaky: total("flaky") },
      known: outcome === "known",
    };
  } catch (error) {
    const is_ours = !(error instanceof ApiError) || error.status >= 500;
    services.metrics.test_reports.inc({ outcome: is_ours ? "failed" : "refused" });
    throw error;
  } finally {
    await cases.dispose();
  }
}

async function readAll(
  request: NextApiRequest,
  cases: StagedCases,
): Promise<{ job: TestJob; reports: ReportSummary[] }> {
  const { "content-type": content_type, "content-encoding": encoding } = request.headers;
  const bytes_max = limits.unpacked_bytes;
  const body = decoded(boundedBody(request, { bytes_max }), encoding);
  const taking = new Taking(cases);
  const outside = uploadParameters(request, ["repo", "workflow_id", "run_attempt", "job_id", "report"]);
  if (!isForm(content_type)) {
    // Who sends a long body shall know at once that it is not known whose it is.
    const job = TestJob.parse(outside);
    await taking.take(body, outside.report);
    return { job, reports: taking.reports };
  }
  const fields = await readForm(body, content_type ?? "", {
    files: limits.files,
    onFile: ({ filename, bytes }) => taking.take(bytes, filename),
  });
  const job = TestJob.parse({ ...outside, ...Object.fromEntries(fields) });
  if (taking.reports.length === 0) throw new ApiError(400, "report: there is no file in the form");
  return { job, reports: taking.reports };
}

/** The files of one call, one after the other, out of one allowance of bytes. */
class Taking {
  readonly reports: ReportSummary[] = [];
  readonly #names = new Set<string>();
  #bytes = 0;

  constructor(private readonly cases: StagedCases) {}

  async take(bytes: AsyncIterable<Uint8Array>, filename: string | undefined): Promise<void> {
    const report = this.#nameFor(filename);
    try {
      const { amendments, ...read } = await readReport(bytes, {
        onCase: (told, number) => this.cases.add(report, told, number),
        settle: () => this.cases.settle(),
        spend: (count) => {
          this.#bytes += count;
          if (this.#bytes > limits.unpacked_bytes) throw tooManyBytes("What was unpacked", limits.unpacked_bytes);
        },
      });
      this.cases.amend(report, amendments);
      this.reports.push({ report, ...read });
    } catch (error) {
      if (!(error instanceof ReportRefused)) throw error;
      const status = error instanceof ReportTooLarge ? 413 : 400;
      throw new ApiError(status, `${clip(report, 100)}: ${error.message}`, {}, { cause: error });
    }
  }

  /** Two files of one name are two reports: the second is told apart by its number. */
  #nameFor(filename: string | undefined): string {
    const name = reportName(filename);
    let unique = name;
    for (let number = 2; this.#names.has(unique); number++) unique = `${name}#${number}`;
    this.#names.add(unique);
    return unique;
  }
}

async function store(
  services: Services,
  job: TestJob,
  reports: readonly ReportSummary[],
  cases: StagedCases,
): Promise<"stored" | "known"> {
  try {
    return await whileAlive(services, services.test_reports.store(job, reports, cases));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw faultOf(error) === "engine" ? unavailable("database", error) : error;
  }
}
