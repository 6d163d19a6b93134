/** A root is one story of the demo's world (a change, a nightly build, an issue): its name gives it its ids and its chance. */
import { hash32, random, sha, uuid, type Path, type Random } from "scripts/demo/random";
import type { Moment } from "scripts/demo/timeline";

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day_length = 24 * hour;

/** Days are counted from here, which is also the earliest time that the demo can play. */
export const first_day = Date.parse("2024-01-01T00:00:00Z");

/** The number of the day that holds a time. */
export function dayOf(at: number): number {
  return Math.floor((at - first_day) / day_length);
}

/** The time when a day starts. */
export function startOf(day: number): number {
  return first_day + day * day_length;
}

/** How many ids a root owns; `id()` counts below it. */
export const ids_per_root = 4096;
const ids_per_seed = 20_000_000;
const seeds_apart = 50;

/** The most roots that one day can have. */
export const roots_per_day = Math.floor(ids_per_seed / ids_per_root);

export class Root {
  readonly key: Path;
  private readonly first_id: number;

  /**
   * `slot` is the root's place in its day, over all repositories. Nothing but seed, day and slot decides what the root
   * is: a longer history, or the same one played an hour later, tells the same story with the same ids.
   */
  constructor(
    readonly seed: number,
    readonly repo: string,
    readonly day: number,
    readonly slot: number,
  ) {
    if (slot >= roots_per_day) throw new RangeError(`A day has room for ${roots_per_day} stories.`);
    this.key = [seed, repo, day, slot];
    this.first_id = (day + 1) * seeds_apart * ids_per_seed + (seed % seeds_apart) * ids_per_seed + slot * ids_per_root;
  }

  /** GitHub's ids grow with time, so these do: by day, then by slot. */
  id(local: number): number {
    if (local >= ids_per_root) throw new RangeError(`A story has room for ${ids_per_root} ids.`);
    return this.first_id + local;
  }

  random(...path: Path): Random {
    return random(...this.key, ...path);
  }

  sha(...path: Path): string {
    return sha(...this.key, ...path);
  }

  uuid(...path: Path): string {
    return uuid(...this.key, ...path);
  }

  /** A delivery to send at a time; `name` tells it from the root's others. */
  send(at: number, event: string, name: Path, body: () => object): Moment {
    return { at, delivery: { at, event, id: this.uuid(event, ...name), body } };
  }
}

/** Whole seconds: GitHub's times have no finer part. */
export function wholeSecond(at: number): number {
  return Math.floor(at / second) * second;
}

/**
 * When in its day the story with this index happens. Bit-reversed counting spreads any number of stories evenly, so
 * that there is always something going on "now", and a larger number only adds to what a smaller one has.
 */
export function timeOfDay(seed: number, repo: string, day: number, index: number): number {
  let share = 0;
  let half = 0.5;
  for (let rest = index; rest > 0; rest >>>= 1, half /= 2) share += (rest & 1) * half;
  const wobble = random(seed, repo, day, "time", index).next() * 12 * minute;
  const phase = (hash32(seed, repo) % 60) * minute;
  return wholeSecond(startOf(day) + ((share * day_length + phase + wobble) % day_length));
}
