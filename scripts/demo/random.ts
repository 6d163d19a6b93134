/** A seeded source of chance: the same path of names always gives the same numbers, shas and ids, wherever it is asked. */
import { createHash } from "node:crypto";

/** What an entity is called, from the seed down: `[seed, "acme/rocket", "2026-01-05", "commit", 7]`. */
export type Path = readonly (string | number)[];

/** Draws from one entity's own stream. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [low, high], both included. */
  int(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** A positive number whose median is `median`; `spread` is the standard deviation of its logarithm. */
  log_normal(median: number, spread: number): number;
}

/** 40 hexadecimal digits that stand for the path, as a git sha does for its content. */
export function sha(...path: Path): string {
  return createHash("sha1").update(path.join("\0")).digest("hex");
}

/** A version-4 UUID that stands for the path: GitHub calls each delivery by one. */
export function uuid(...path: Path): string {
  const hex = sha("uuid", ...path);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** A 32-bit hash of the path (FNV-1a, then murmur3's finaliser so that near paths land far apart). */
export function hash32(...path: Path): number {
  let hash = 0x811c9dc5;
  for (const part of path) {
    const text = `${part}\0`;
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The path's stream (splitmix32: 32 bits of state are plenty for the few draws that one entity makes). */
export function random(...path: Path): Random {
  let state = hash32(...path);
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError("Nothing to pick from.");
      return item;
    },
    log_normal(median, spread) {
      // Box–Muller; 1 - next() keeps the logarithm's argument above zero.
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return median * Math.exp(spread * normal);
    },
  };
}
