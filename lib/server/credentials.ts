/** Are senders who they say they are? Every comparison takes the same time, whatever the answer. */
import { ApiError, misconfigured } from "lib/server/api_error";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Compares digests of equal length, so that neither content nor length shows in the time taken. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** What a body's signature is held against. */
export interface GithubSignature {
  given: Buffer;
  secret: string;
}

/** A signature that could be right; the body need not be read for any other. @throws ApiError 401, 500 */
export function githubSignature(header: string | string[] | undefined, secret: string | null): GithubSignature {
  if (secret === null) throw misconfigured();
  const hex = typeof header === "string" ? /^sha256=([0-9a-f]{64})$/.exec(header)?.[1] : undefined;
  if (hex === undefined) throw new ApiError(401, "X-Hub-Signature-256 is missing or malformed");
  return { given: Buffer.from(hex, "hex"), secret };
}

/**
 * Over the bytes as they came: `@octokit/webhooks` verifies text, and throws on an empty one.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 * @throws ApiError 401
 */
export function requireGithubSignature(body: Buffer, { given, secret }: GithubSignature): void {
  if (!timingSafeEqual(given, createHmac("sha256", secret).update(body).digest())) {
    throw new ApiError(401, "X-Hub-Signature-256 does not match the body");
  }
}

/** @throws ApiError 401 when the header is not the token; 500 when no token is configured. */
export function requireToken(given: string | string[] | undefined, expected: string | null, name: string): void {
  if (expected === null) throw misconfigured();
  if (typeof given !== "string" || !sameSecret(given, expected)) {
    throw new ApiError(401, `${name} is missing or wrong`);
  }
}
