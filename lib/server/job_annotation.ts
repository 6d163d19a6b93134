/** Records a person's verdict on a failure, beside the job that it is about. */
import type { AnnotationReply, AnnotationRequest } from "lib/model/annotation";
import { jobAnnotation } from "lib/model/records/job_annotation";
import { heard } from "lib/model/records/kind";
import { findJob } from "lib/logs/job_log";
import { ApiError } from "lib/server/api_error";
import { recordAll } from "lib/server/record_deliveries";
import type { Services } from "lib/server/services";

/** @param deadline see answerBy. @throws ApiError 404 when nothing was heard of the job, 503 */
export async function annotateJob(
  services: Services,
  { repo, job_id }: { repo: string; job_id: number },
  { annotation, note, by }: AnnotationRequest,
  deadline: number,
): Promise<AnnotationReply> {
  const job = await findJob(services.store, repo, job_id);
  if (!job) throw new ApiError(404, "There is no job of that id in this repository");
  const dynamoKey = `${job.repo}/${job_id}`;
  const record = heard(jobAnnotation, {
    ...{ dynamoKey, repo: job.repo, job_id, head_sha: job.head_sha, annotation },
    ...{ note: wellFormed(note), by: wellFormed(by), annotated_at: new Date().toISOString(), source: "person" },
  });
  await recordAll(services, [record], deadline);
  services.metrics.annotations.inc({ annotation: annotation ?? "taken back" });
  return { ok: true, dynamoKey };
}

/** Text as databases hold it; an empty one says nothing. */
const wellFormed = (text: string | null | undefined): string | null => text?.toWellFormed() || null;
