/** A delivery as an HTTP request: its body, its address and the credentials that its endpoint asks for. */
import { createHmac } from "node:crypto";
import type { Delivery } from "scripts/demo/timeline";

export interface SignedRequest {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Credentials {
  github_secret: string;
  oot_token: string | null;
}

/** `sha256=` and the HMAC of the raw bytes: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export function signature(secret: string, body: Buffer): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

export function toRequest(delivery: Delivery, { github_secret, oot_token }: Credentials): SignedRequest {
  const body = Buffer.from(JSON.stringify(delivery.body()));
  const common = { "content-type": "application/json", "content-length": String(body.length) };
  if (delivery.event === "oot") {
    return { path: "/api/oot/results", headers: { ...common, "x-oot-relay-token": oot_token ?? "" }, body };
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
