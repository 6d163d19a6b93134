/** What people paste into their CI so that it sends reports and artifacts here. */

const trimmed = (origin: string): string => origin.replace(/\/$/, "");

/** @param origin of this HUD. */
export const reportStep = (origin: string): string => `- if: always()
  uses: <this HUD's repository>/actions/upload-test-report@main
  with:
    url: ${trimmed(origin)}
    token: \${{ secrets.HUD_API_TOKEN }}
    files: reports/**/*.xml`;

export const reportCurl = (url: string, repo: string): string => `curl --fail -X POST ${url} \\
  -H "Authorization: Bearer $HUD_API_TOKEN" \\
  -F repo=${repo} -F workflow_id=$GITHUB_RUN_ID \\
  -F run_attempt=$GITHUB_RUN_ATTEMPT -F job_id=$JOB_ID \\
  -F report=@junit.xml`;

export const artifactCurl = (url: string, repo: string): string => `curl --fail -X POST \\
  "${url}?repo=${repo}&workflow_id=$GITHUB_RUN_ID&run_attempt=$GITHUB_RUN_ATTEMPT&name=build.zip" \\
  -H "Authorization: Bearer $HUD_API_TOKEN" \\
  --data-binary @build.zip`;
