/** What the payload builders assume when they are not told: one repository, one commit, one morning. */

export const default_repo = "acme/rocket";
export const default_sha = "5f0c3a1e9b7d4826a1c0e5d2f3b49687c8d1a2e4";
export const default_parent_sha = "c2a94d7be06f13587d2c9a40be51f36870d4e9b1";
export const default_time = "2026-01-05T12:00:00Z";
export const default_login = "mira-okafor";

/** What stands for "no commit" in a push that creates or deletes a ref. */
export const zero_sha = "0".repeat(40);

/** A node id in GitHub's manner: opaque to the reader, one per kind and id. */
export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(`0:${kind}:${id}`).toString("base64url")}`;
}

/** An id for what has only a name (accounts, repositories, labels, workflows): stable, and below 2^31. */
export function idOf(name: string): number {
  let hash = 17;
  for (const character of name) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 1;
  return 1_000_000 + (hash % 900_000_000);
}

/** GitHub's time format, to the second. */
export function isoTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** `time` moved by some seconds. */
export function secondsAfter(time: string, seconds: number): string {
  return isoTime(Date.parse(time) + seconds * 1000);
}
