/** Begins to make this HUD's GitHub App: what the browser then posts to GitHub. */
import { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { AppManifest } from "lib/model/app_manifest";

const timeout_ms = 20_000;

/** @param organisation null: the person's own account. @throws ApiError */
export async function beginApp(
  api_token: string,
  organisation: string | null,
): Promise<{ form_url: string; manifest: AppManifest }> {
  const response = await fetch(api_paths.githubApp(), {
    method: "POST",
    headers: { Authorization: `Bearer ${api_token}`, "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ organisation }),
    signal: AbortSignal.timeout(timeout_ms),
  }).catch(() => {
    throw new ApiError("The HUD did not answer.", 0);
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && typeof body === "object" && body !== null && "form_url" in body) {
    return body as { form_url: string; manifest: AppManifest }; // Both ends are this program.
  }
  const said = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  throw new ApiError(typeof said === "string" ? said : `The HUD answered ${response.status}.`, response.status);
}

/** Leaves this page for GitHub's, with the manifest as a form field: GitHub takes it in no other way. */
export function postToGithub({ form_url, manifest }: { form_url: string; manifest: AppManifest }): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = form_url;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "manifest";
  field.value = JSON.stringify(manifest);
  form.append(field);
  document.body.append(form);
  form.submit();
}
