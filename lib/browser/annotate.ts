/** Tells the HUD what somebody says of a failure. */
import { api_paths } from "lib/browser/paths";
import { sendJson } from "lib/browser/send_json";
import type { AnnotationRequest } from "lib/model/annotation";

const timeout_ms = 15_000;

/** @throws ApiError: 401 when the token is wrong */
export async function annotate(repo: string, job_id: number, said: AnnotationRequest, token: string): Promise<void> {
  await sendJson(api_paths.annotation(repo, job_id), { method: "POST", body: said, token, timeout_ms });
}
