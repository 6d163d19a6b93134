/** What a webhook says of itself when it is made or tested: GitHub's `ping` event. */
import { clip, RepoName } from "lib/model/fields";
import type { HookSeen } from "lib/model/setup";
import { z } from "zod";

/** https://docs.github.com/webhooks/webhook-events-and-payloads#ping */
const Ping = z.object({
  hook_id: z.int().nonnegative(),
  hook: z.object({
    type: z.string().max(100).nullish(),
    events: z.array(z.string().max(100)).max(200).default([]),
    config: z.object({ content_type: z.string().nullish() }).nullish(),
  }),
  repository: z.object({ full_name: RepoName }).nullish(),
  organization: z.object({ login: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/) }).nullish(),
});

export type PingedFor = { repo: string } | { organisation: string } | { app: true };

export interface HeardPing {
  hook: HookSeen;
  pinged_for: PingedFor;
}

/** @returns null for what is no ping that GitHub documents: a ping is never refused. */
export function fromPing(payload: unknown, heard_at: string): HeardPing | null {
  const parsed = Ping.safeParse(payload);
  if (!parsed.success) return null;
  const { hook_id, hook, repository, organization } = parsed.data;
  const pinged_for: PingedFor | null = repository
    ? { repo: repository.full_name }
    : organization && hook.type !== "App"
      ? { organisation: organization.login }
      : hook.type === "App"
        ? { app: true }
        : null;
  if (pinged_for === null) return null;
  const content_type = hook.config?.content_type;
  return {
    hook: {
      scope: "repo" in pinged_for ? "repository" : "organisation" in pinged_for ? "organization" : "app",
      hook_id,
      heard_at,
      events: hook.events,
      content_type: content_type === null || content_type === undefined ? null : clip(content_type, 100),
    },
    pinged_for,
  };
}
