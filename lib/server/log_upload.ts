/** Takes a job's log in: masked and stored as it arrives, then classified as one of GitHub's would be. */
import type { LogFinding } from "lib/model/log_finding";
import { classifyJob, findJob } from "lib/logs/job_log";
import { keepLog } from "lib/logs/keep";
import { ApiError, unavailable } from "lib/server/api_error";
import { boundedBody, decoded, tooManyBytes } from "lib/server/form";
import { whileAlive } from "lib/server/patience";
import type { Services } from "lib/server/services";
import type { NextApiRequest } from "next";

/** As it comes over the wire, and unpacked; docs/logs.md says what is kept of a large log. */
const bytes_max = 512 * 1024 * 1024;
const unpacked_bytes_max = 2 * 1024 * 1024 * 1024;
/** When a job that is not known, or has not ended, is looked for again if nothing is heard of it. */
const look_again_ms = 15_000;

export interface LogUploadReply {
  ok: true;
  /** As stored, unpacked. */
  bytes: number;
  lines: number;
  /** False: the job is not known yet, or still runs; its log is classified when it has ended. */
  classified: boolean;
  failure: Pick<LogFinding, "rule" | "line" | "line_num" | "captures"> | null;
}

/** @throws ApiError 400, 413, 415, 503; after a 503 the same log may be sent again */
export async function takeLog(
  request: NextApiRequest,
  services: Services,
  { repo, job_id }: { repo: string; job_id: number },
): Promise<LogUploadReply> {
  const { archive, store, pending_logs, logs, metrics } = services;
  const body = decoded(boundedBody(request, { bytes_max }), request.headers["content-encoding"]);
  const { bytes, lines } = await keepLog(archive, { repo, job_id }, unpacked(body)).catch((error: unknown) => {
    throw error instanceof ApiError ? error : unavailable("archive", error);
  });
  metrics.log_uploads.inc();
  services.inputs.note(repo, "logs", new Date().toISOString());
  const stored = { ok: true, bytes, lines } as const;
  const job = await findJob(store, repo, job_id);
  if (job?.status !== "completed") {
    await pending_logs.add({ repo, job_id }, new Date(Date.now() + look_again_ms).toISOString());
    return { ...stored, classified: false, failure: null };
  }
  const stop = metrics.classify_seconds.startTimer();
  try {
    const finding = await whileAlive(services, classifyJob(logs, job));
    const { rule, line, line_num, captures } = finding;
    return { ...stored, classified: true, failure: rule === null ? null : { rule, line, line_num, captures } };
  } finally {
    stop();
  }
}

async function* unpacked(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > unpacked_bytes_max) throw tooManyBytes("The log", unpacked_bytes_max);
    yield chunk;
  }
  // No job says nothing at all: something went wrong on the way here, and an older log is better than none.
  if (bytes === 0) throw new ApiError(400, "The log is empty");
}
