/** The `state` that goes to GitHub with an App's manifest and comes back with its code: made here, used once, in time. */
import { sameSecret } from "lib/server/credentials";
import { createHmac, randomBytes } from "node:crypto";

/** GitHub's own limit on the whole flow. */
const valid_ms = 60 * 60_000;

const sign = (text: string, api_token: string): string =>
  createHmac("sha256", api_token).update(`github-app ${text}`).digest("base64url");

/** "<Unix ms of its end>.<random>.<signature>": any process with the same API token can check it. */
export function newState(api_token: string, now_ms: number): string {
  const text = `${now_ms + valid_ms}.${randomBytes(16).toString("base64url")}`;
  return `${text}.${sign(text, api_token)}`;
}

/** What has come back already: a state that leaks from an address bar is worth nothing. */
const used = new Map<string, number>();

/** Whether it is one of ours, in time, and here for the first time. */
export function takeState(state: string, api_token: string, now_ms: number): boolean {
  const [, text = "", given = ""] = /^(\d{1,16}\.[\w-]{22})\.([\w-]{43})$/.exec(state) ?? [];
  const ends_ms = Number(text.split(".", 1)[0]);
  if (text === "" || !sameSecret(given, sign(text, api_token)) || ends_ms < now_ms) return false;
  for (const [known, until_ms] of used) if (until_ms < now_ms) used.delete(known);
  if (used.has(text)) return false;
  used.set(text, ends_ms);
  return true;
}
