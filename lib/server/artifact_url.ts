/** Where an artifact of the archive is downloaded. */

export function artifactUrl(
  { repo, workflow_id, run_attempt }: { repo: string; workflow_id: number; run_attempt: number },
  path: string,
): string {
  return `/api/artifacts/${repo}/${workflow_id}/${run_attempt}/${path.split("/").map(encodeURIComponent).join("/")}`;
}
