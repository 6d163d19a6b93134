/** Signed deliveries of a realistic size for benchmarks. */
import { workflowJob } from "scripts/demo/payloads/workflow";
import { type SignedRequest, signature } from "scripts/demo/sign";
import { randomUUID } from "node:crypto";

export interface JobDelivery {
  repo: string;
  id: number;
  head_sha: string;
  status: "queued" | "in_progress" | "completed";
}

/** A `workflow_job` delivery of about 9 KB, which is what a job with twelve steps has. */
export function jobDelivery(secret: string, { repo, id, head_sha, status }: JobDelivery): SignedRequest {
  const steps = Array.from({ length: status === "queued" ? 0 : 12 }, (_, index) => ({
    name: `Step ${index + 1} of the job, with a name as people give them`,
    number: index + 1,
    status: "completed" as const,
    conclusion: "success" as const,
    started_at: "2026-01-05T12:00:30.000Z",
    completed_at: "2026-01-05T12:05:30.000Z",
  }));
  const payload = workflowJob({ repo, id, run_id: 1_000_000 + Math.floor(id / 20), head_sha, status, steps });
  return deliver(secret, "workflow_job", payload);
}

export function deliver(secret: string, event: string, payload: object): SignedRequest {
  const body = Buffer.from(JSON.stringify(payload));
  return {
    path: "/api/github/webhooks",
    headers: {
      "content-type": "application/json",
      "content-length": String(body.length),
      "x-github-event": event,
      "x-github-delivery": randomUUID(),
      "x-hub-signature-256": signature(secret, body),
    },
    body,
  };
}
