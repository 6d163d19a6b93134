/** A delivery as an HTTP request: its body, its address and the credentials that its endpoint asks for. */
import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Delivery } from "scripts/demo/timeline";
import { z } from "zod";

export interface SignedRequest {
  /** POST unless given. */
  method?: "POST" | "PUT";
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Credentials {
  github_secret: string;
  oot_token: string | null;
  circleci_secret: string | null;
  api_token: string | null;
}

/** `sha256=` and the HMAC of the raw bytes: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export function signature(secret: string, body: Buffer): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

export function toRequest(
  delivery: Delivery,
  { github_secret, oot_token, circleci_secret, api_token }: Credentials,
): SignedRequest {
  if (delivery.event === "log") return logRequest(Log.parse(delivery.body()), api_token);
  if (delivery.event === "test_report") return reportRequest(Report.parse(delivery.body()), api_token);
  if (delivery.event === "artifact") return artifactRequest(ArtifactBody.parse(delivery.body()), api_token);
  const body = Buffer.from(JSON.stringify(delivery.body()));
  const common = { "content-type": "application/json", "content-length": String(body.length) };
  if (delivery.event === "oot") {
    return { path: "/api/oot/results", headers: { ...common, "x-oot-relay-token": oot_token ?? "" }, body };
  }
  if (delivery.event === "circleci") {
    // As GitHub's, but for the prefix: https://circleci.com/docs/guides/integration/outbound-webhooks/
    const version_1 = signature(circleci_secret ?? "", body).replace("sha256=", "v1=");
    return { path: "/api/circleci/webhooks", headers: { ...common, "circleci-signature": version_1 }, body };
  }
  return {
    path: "/api/github/webhooks",
    headers: {
      ...common,
      "user-agent": "GitHub-Hookshot/demo",
      "x-github-event": delivery.event,
      "x-github-delivery": delivery.id,
      "x-hub-signature-256": signature(github_secret, body),
    },
    body,
  };
}

const Log = z.object({ repo: z.string(), id: z.int(), text: z.string() });

function logRequest({ repo, id, text }: z.infer<typeof Log>, api_token: string | null): SignedRequest {
  const body = gzipSync(text);
  return {
    method: "PUT",
    path: `/api/log/${repo}/${id}`,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-encoding": "gzip",
      "content-length": String(body.length),
      authorization: `Bearer ${api_token ?? ""}`,
    },
    body,
  };
}

const Place = z.object({ repo: z.string(), workflow_id: z.int(), run_attempt: z.int(), job_id: z.int() });
const Report = z.object({ ...Place.shape, report: z.string(), xml: z.string() });
const ArtifactBody = z.object({ ...Place.shape, name: z.string(), text: z.string() });

function reportRequest({ xml, ...place }: z.infer<typeof Report>, api_token: string | null): SignedRequest {
  return upload("/api/test-reports", place, { type: "application/xml", body: gzipSync(xml) }, api_token);
}

function artifactRequest({ text, ...place }: z.infer<typeof ArtifactBody>, api_token: string | null): SignedRequest {
  return upload("/api/artifacts", place, { type: "application/octet-stream", body: gzipSync(text) }, api_token);
}

function upload(
  address: string,
  place: Record<string, string | number>,
  { type, body }: { type: string; body: Buffer },
  api_token: string | null,
): SignedRequest {
  const query = new URLSearchParams(Object.entries(place).map(([name, value]) => [name, String(value)]));
  return {
    path: `${address}?${query.toString()}`,
    headers: {
      "content-type": type,
      "content-encoding": "gzip",
      "content-length": String(body.length),
      authorization: `Bearer ${api_token ?? ""}`,
    },
    body,
  };
}
