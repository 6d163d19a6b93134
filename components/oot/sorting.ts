/** The order of the list of backends: by any column, up or down, and what is unknown always last. */
import { byName } from "lib/model/oot";
import type { OotBackend } from "lib/model/oot_answers";

type Key = (backend: OotBackend) => number | string | null;

/** By the name that the address has for it. */
export const sort_keys = {
  name: ({ repo }) => repo,
  level: ({ downstream_repo_level }) => downstream_repo_level,
  pass_rate: ({ pass_rate }) => pass_rate,
  passed: ({ successes }) => successes,
  failed: ({ failures, timed_out }) => failures + timed_out,
  cancelled: ({ cancelled }) => cancelled,
  running: ({ in_progress, stale }) => in_progress + stale,
  duration: ({ p50_duration_s }) => p50_duration_s,
  queue: ({ p50_queue_s }) => p50_queue_s,
  last_run: ({ last_run }) => (last_run === null ? null : Date.parse(last_run)),
} satisfies Record<string, Key>;
export type SortName = keyof typeof sort_keys;

export interface Sort {
  by: SortName;
  down: boolean;
}

/** Those that the project relies on most come first. */
export const sort_default: Sort = { by: "level", down: true };

/** Where the first click on a column goes: for numbers, what stands out. */
const down_first: ReadonlySet<SortName> = new Set([
  "level",
  "failed",
  "cancelled",
  "running",
  "duration",
  "queue",
  "last_run",
  "passed",
]);

/** "pass_rate" is up, "-pass_rate" down. */
export function parseSort(text: string): Sort {
  const name = text.replace(/^-/, "");
  return isSortName(name) ? { by: name, down: text.startsWith("-") } : sort_default;
}

const isSortName = (name: string): name is SortName => Object.hasOwn(sort_keys, name);

/** "" for the default, which the address need not say. */
export const sortText = ({ by, down }: Sort): string =>
  by === sort_default.by && down === sort_default.down ? "" : `${down ? "-" : ""}${by}`;

export const nextSort = (now: Sort, by: SortName): Sort =>
  now.by === by ? { by, down: !now.down } : { by, down: down_first.has(by) };

export function sortBackends(backends: readonly OotBackend[], { by, down }: Sort): OotBackend[] {
  const key: Key = sort_keys[by];
  return backends.toSorted((a, b) => compare(key(a), key(b), down) || byName(a.repo, b.repo));
}

function compare(a: number | string | null, b: number | string | null, down: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : byName(String(a), String(b));
  return down ? -order : order;
}

/** Whose name, level, device or on-calls have the words in them. */
export function filterBackends(backends: readonly OotBackend[], text: string): OotBackend[] {
  const words = text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return backends.filter(({ repo, downstream_repo_level, device, oncalls }) => {
    const all = [repo, downstream_repo_level ?? "", device ?? "", ...oncalls].join(" ").toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
