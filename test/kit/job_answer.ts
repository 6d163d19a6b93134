/** A job as the reading endpoints answer it: it passed, unless the test says otherwise. */
import type { JobAnswer } from "lib/model/answers";

let next_id = 1;

/** @param name "<workflow> / <job>" */
export function jobAnswer(name: string, fields: Partial<JobAnswer> = {}): JobAnswer {
  const [workflowName = "", jobName = ""] = name.split(" / ");
  return {
    ...{ id: next_id++, conclusion: "success", status: "completed", htmlUrl: "https://github.com/job", logUrl: null },
    ...{ durationS: 60, queueS: 5, runAttempt: 1, event: "push", failureLines: [], failureCaptures: [] },
    ...{ name, workflowName, jobName, runId: 1, latest: true, runnerName: null, labels: [] },
    ...{ createdAt: null, startedAt: null, completedAt: null },
    ...{ provider: "github", failureRule: null, failureLineNum: null, failureContext: [] },
    ...fields,
  };
}
