/** Tells the HUD what somebody says of a failure. */
import { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { AnnotationRequest } from "lib/model/annotation";

const timeout_ms = 15_000;

/** @throws ApiError: 401 when the token is wrong */
export async function annotate(repo: string, job_id: number, said: AnnotationRequest, token: string): Promise<void> {
  const answer = await fetch(api_paths.annotation(repo, job_id), {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(said),
    signal: AbortSignal.timeout(timeout_ms),
  }).catch(() => {
    throw new ApiError("The HUD did not answer.", 0);
  });
  if (answer.ok) return;
  const body: unknown = await answer.json().catch(() => null);
  const told = typeof body === "object" && body !== null && "error" in body ? String(body.error) : null;
  throw new ApiError(told ?? `The HUD answered ${answer.status}.`, answer.status);
}
