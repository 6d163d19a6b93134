/** What a person, or the HUD itself, says a failed job's failure is. */
import { annotation_sources, annotations } from "lib/model/annotation";
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import { newestWins } from "lib/model/join";
import type { RecordKind } from "lib/model/records/kind";
import { z } from "zod";

export const JobAnnotation = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<job id>"
  repo: RepoName,
  job_id: Id,
  /** Of the job, so that pages that show its commit learn of it. */
  head_sha: Sha,
  /** Null: what was said has been taken back. */
  annotation: z.enum(annotations).nullable(),
  note: z.string().nullable(),
  by: z.string().nullable(),
  annotated_at: Moment,
  source: z.enum(annotation_sources),
});
export type JobAnnotation = z.infer<typeof JobAnnotation>;

export const jobAnnotation: RecordKind<JobAnnotation> = {
  name: "job_annotation",
  dynamo_table: "job-annotation",
  schema: JobAnnotation,
  merge: newestWins<JobAnnotation>({
    rank: ({ source, annotated_at }) => [annotation_sources.indexOf(source), annotated_at],
  }),
  fit: (annotation) => annotation, // Bounded at the door.
  rows: (annotation, revision) => [{ table: "job_annotation", row: { ...annotation, revision, is_deleted: 0 } }],
};
