/** Are senders who they say they are? Every comparison takes the same time, whatever the answer. */
import { Webhooks } from "@octokit/webhooks";
import { ApiError, misconfigured } from "lib/server/api_error";
import { isUtf8 } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Compares digests of equal length, so that neither content nor length shows in the time taken. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** What a body is held against. */
export interface CircleciSignature {
  /** As hex; any of them may be the right one. */
  given: string[];
  secret: string;
}

/**
 * The signatures of a header such as "v1=<hex>,v2=…" whose version we know; without any the body need not be read.
 * @see https://circleci.com/docs/guides/integration/outbound-webhooks/
 * @throws ApiError 401, 500
 */
export function circleciSignature(header: string | string[] | undefined, secret: string | null): CircleciSignature {
  if (secret === null) throw misconfigured();
  const text = typeof header === "string" && header.length <= 2_000 ? header : "";
  const given = text.split(",").flatMap((part) => /^\s*v1=([0-9a-f]{64})\s*$/.exec(part)?.[1] ?? []);
  if (given.length === 0) throw new ApiError(401, "circleci-signature is missing or malformed");
  return { given, secret };
}

/** @throws ApiError 401 */
export function requireCircleciSignature(body: Buffer, { given, secret }: CircleciSignature): void {
  const expected = createHmac("sha256", secret).update(body).digest("hex");
  // All are compared: which of them is right does not show in the time taken.
  const right = given.filter((signature) => sameSecret(signature, expected));
  if (right.length === 0) throw new ApiError(401, "circleci-signature does not match the body");
}

/** What a body is held against. */
export interface GithubSignature {
  /** "sha256=<hex>" */
  given: string;
  secret: string;
}

/** A signature that could be right; the body need not be read for any other. @throws ApiError 401, 500 */
export function githubSignature(header: string | string[] | undefined, secret: string | null): GithubSignature {
  if (secret === null) throw misconfigured();
  if (typeof header !== "string" || !/^sha256=[0-9a-f]{64}$/.test(header)) {
    throw new ApiError(401, "X-Hub-Signature-256 is missing or malformed");
  }
  return { given: header, secret };
}

/** @throws ApiError 401 */
export async function requireGithubSignature(body: Buffer, { given, secret }: GithubSignature): Promise<void> {
  // Octokit verifies text, as all of GitHub's bodies are; what is none can still be rightly signed, byte for byte.
  const is_text = body.length > 0 && isUtf8(body);
  const signed = is_text
    ? await webhooksOf(secret).verify(body.toString("utf8"), given)
    : sameSecret(given, `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  if (!signed) throw new ApiError(401, "X-Hub-Signature-256 does not match the body");
}

let verifier: { secret: string; webhooks: Webhooks } | undefined;

function webhooksOf(secret: string): Webhooks {
  if (verifier?.secret !== secret) verifier = { secret, webhooks: new Webhooks({ secret }) };
  return verifier.webhooks;
}

/** @throws ApiError 401 when the header is not the token; 500 when no token is configured. */
export function requireToken(given: string | string[] | undefined, expected: string | null, name: string): void {
  if (expected === null) throw misconfigured();
  if (typeof given !== "string" || !sameSecret(given, expected)) {
    throw new ApiError(401, `${name} is missing or wrong`);
  }
}

/** `Authorization: Bearer <HUD_API_TOKEN>`. @throws ApiError 401, 500 */
export function requireBearer(authorization: string | undefined, expected: string | null): void {
  requireToken(/^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1], expected, "Authorization: Bearer");
}
