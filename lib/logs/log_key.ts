/** Where a job's log lies in the archive. */

/** `log/<owner>/<repo>/<job id>`, gzip. */
export const logKey = (repo: string, job_id: number): string => `log/${repo}/${job_id}`;
