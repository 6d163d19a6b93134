/**
 * The allowlist of out-of-tree backends: which repositories are registered, at which level, and who is on call.
 *
 * It is a YAML file of levels. A backend is an "org/repo", alone or as a key with its on-calls; L3 may group them by
 * device:
 *
 *     L2: [org/backend]
 *     L3: { npu: { org/backend: [alice, bob] } }
 */
import { RepoName } from "lib/model/fields";

export const levels = ["L1", "L2", "L3", "L4"] as const;
export type Level = (typeof levels)[number];

export interface RegisteredBackend {
  repo: string;
  level: Level;
  device: string | null;
  oncalls: string[];
}

const depth_max = 5;

/** @param document the parsed YAML; what does not look like a backend is left out. */
export function parseAllowlist(document: unknown): RegisteredBackend[] {
  const found = new Map<string, RegisteredBackend>();
  if (!isRecord(document)) return [];
  for (const level of levels) {
    // A backend that is listed twice has the higher level.
    for (const backend of backendsIn(document[level], level, null, 0)) found.set(backend.repo, backend);
  }
  return [...found.values()];
}

function backendsIn(node: unknown, level: Level, device: string | null, depth: number): RegisteredBackend[] {
  if (depth > depth_max) return [];
  if (typeof node === "string") return isRepo(node) ? [{ repo: node, level, device, oncalls: [] }] : [];
  if (Array.isArray(node)) return node.flatMap((inner) => backendsIn(inner, level, device, depth + 1));
  if (!isRecord(node)) return [];
  return Object.entries(node).flatMap(([name, inner]) =>
    isRepo(name)
      ? [{ repo: name, level, device, oncalls: oncallsIn(inner) }]
      : backendsIn(inner, level, name, depth + 1),
  );
}

function oncallsIn(node: unknown): string[] {
  const names = Array.isArray(node) ? node : typeof node === "string" ? node.split(",") : [];
  return names
    .filter((name): name is string => typeof name === "string")
    .map((name) => name.trim().replace(/^@/, ""))
    .filter((name) => name !== "");
}

const isRepo = (text: string): boolean => RepoName.safeParse(text).success;

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
