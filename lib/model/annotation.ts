/** The verdicts that a person, or the HUD, may give on one failure. */
import { z } from "zod";

export const annotations = [
  "Broken trunk",
  "Test flake",
  "Broken infra",
  "Infra flake",
  "Network error",
  "Other",
] as const;
export type Annotation = (typeof annotations)[number];

/** Who gave it: a person's word always outranks the HUD's own guess. */
export const annotation_sources = ["hud", "person"] as const;

export const annotation_note_max = 2_000;

/** What `POST /api/job_annotation/<owner>/<repo>/<job id>` takes. */
export const AnnotationRequest = z.strictObject({
  /** Null takes back what was said. */
  annotation: z.enum(annotations).nullable(),
  note: z.string().trim().max(annotation_note_max).nullish(),
  /** Who says so, for others to ask: a name, not a credential. */
  by: z.string().trim().min(1).max(100).nullish(),
});
export type AnnotationRequest = z.infer<typeof AnnotationRequest>;

/** What it answers. */
export interface AnnotationReply {
  ok: true;
  dynamoKey: string;
}
