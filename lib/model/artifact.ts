/** A file that a run left behind, as GET /api/artifacts/<owner>/<repo>?sha= lists it. */
import { z } from "zod";

export const Artifact = z.object({
  workflow_id: z.int(),
  /** Empty until GitHub has told of the run. */
  workflow_name: z.string(),
  run_attempt: z.int(),
  /** Null for what belongs to the whole run. */
  job_id: z.int().nullable(),
  job_name: z.string().nullable(),
  /** A path of plain names, without the run's and the job's: "wheels/torch.whl". */
  name: z.string(),
  size_bytes: z.int(),
  created_at: z.iso.datetime(),
  /** Null when it is kept for ever. */
  expires_at: z.iso.datetime().nullable(),
  /** It can be downloaded no more. */
  expired: z.boolean(),
  /** A path of this HUD, or a page of GitHub's. */
  url: z.string(),
  source: z.enum(["archive", "github"]),
});
export type Artifact = z.infer<typeof Artifact>;

export const Artifacts = z.array(Artifact);
