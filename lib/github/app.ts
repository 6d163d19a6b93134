/** Making a GitHub App from a manifest, and having its webhook sign as this HUD expects. */
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { GithubError, toGithubError } from "lib/github/error";
import { z } from "zod";

const timeout_ms = 15_000;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** https://docs.github.com/rest/apps/apps#create-a-github-app-from-a-manifest */
const Conversion = z.object({
  id: z.int().positive(),
  slug: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  name: z.string(),
  html_url: z.url({ protocol: /^https?$/ }),
  owner: z.object({ login: z.string() }).nullish(),
  pem: z.string().startsWith("-----BEGIN"),
  webhook_secret: z.string().nullish(),
});
export type ConvertedApp = z.infer<typeof Conversion>;

/**
 * Trades the code that GitHub's redirect brought for the App; a code works once, within an hour.
 * @throws GithubError
 */
export async function convertManifest(api_url: string, code: string): Promise<ConvertedApp> {
  const octokit = new Octokit({ baseUrl: api_url, userAgent: "hud", log: silent });
  const route = "POST /app-manifests/{code}/conversions";
  const request = { signal: AbortSignal.timeout(timeout_ms) };
  const answer = await octokit.request(route, { code, request }).catch((error: unknown) => {
    throw toGithubError(error, "POST /app-manifests/…/conversions", {}); // The code is as good as the App's key.
  });
  const parsed = Conversion.safeParse(answer.data);
  if (!parsed.success) throw new GithubError(0, "GitHub's answer to the App's manifest is not as documented");
  return parsed.data;
}

/**
 * Sets what the App's webhook signs with. https://docs.github.com/rest/apps/webhooks
 * @throws GithubError
 */
export async function setHookSecret(
  api_url: string,
  { id, private_key }: { id: number; private_key: string },
  secret: string,
): Promise<void> {
  const auth = { appId: id, privateKey: private_key };
  const octokit = new Octokit({ baseUrl: api_url, userAgent: "hud", log: silent, authStrategy: createAppAuth, auth });
  const route = "PATCH /app/hook/config";
  const request = { signal: AbortSignal.timeout(timeout_ms) };
  await octokit.request(route, { content_type: "json", insecure_ssl: "0", secret, request }).catch((error: unknown) => {
    throw toGithubError(error, route, {});
  });
}
