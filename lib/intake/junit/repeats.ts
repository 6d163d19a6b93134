/** Finds cases that one report tells of more than once: tools that run failed tests again often write each try as a case. */
import type { Outcome } from "lib/intake/junit/outcome";
import { isTestFailure, test_statuses, type TestStatus } from "lib/model/test_status";

/** What becomes of a case that was given out before its repeats were seen. */
export interface Amendment extends Omit<Outcome, "message" | "text"> {
  more_seconds: number;
  /** Null: as the case has them. */
  message: string | null;
  text: string | null;
}

interface Seen {
  number: number;
  status: TestStatus;
}

/**
 * Remembers cases by a 64-bit hash in flat arrays: a report of a million cases costs 24 MB here. Two of a million cases
 * share a hash once in forty million reports.
 */
export class Repeats {
  readonly amendments = new Map<number, Amendment>();
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  /** The case's number and status, plus one; 0 where the place is free. */
  #value = new Float64Array(1024);
  #count = 0;
  /** Of a case's name the whole is hashed, of what it shares with its neighbours only once. */
  #scope: { parts: readonly string[]; hash: Hash } = { parts: [], hash: [0, 0] };

  /** The earlier case that this one repeats, which then carries both; undefined for a new one, which is remembered. */
  merge(
    scope: readonly string[],
    name: string,
    told: Outcome & { duration_seconds: number },
    number: number,
  ): Seen | undefined {
    if (scope.some((part, index) => part !== this.#scope.parts[index])) {
      this.#scope = { parts: scope, hash: hash64(scope.join("\0"), [0x811c9dc5, 0x9747b28c]) };
    }
    const [high, low] = hash64(name, this.#scope.hash);
    const place = this.#placeOf(high, low);
    const value = this.#value[place] ?? 0;
    if (value === 0) {
      this.#put(place, high, low, number, told.status);
      return undefined;
    }
    const seen = decode(value);
    const before = this.amendments.get(seen.number);
    const status = together(seen.status, told);
    this.#value[place] = encode({ number: seen.number, status });
    const takes_words = told.message !== "" && (before?.message ?? null) === null && !isTestFailure(seen.status);
    this.amendments.set(seen.number, {
      status,
      tries: (before?.tries ?? 1) + told.tries,
      more_seconds: (before?.more_seconds ?? 0) + told.duration_seconds,
      message: takes_words ? told.message : (before?.message ?? null),
      text: takes_words ? told.text : (before?.text ?? null),
    });
    return seen;
  }

  #placeOf(high: number, low: number): number {
    const mask = this.#value.length - 1;
    let place = low & mask;
    while (this.#value[place] !== 0 && !(this.#high[place] === high && this.#low[place] === low)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  #put(place: number, high: number, low: number, number: number, status: TestStatus): void {
    this.#high[place] = high;
    this.#low[place] = low;
    this.#value[place] = encode({ number, status });
    this.#count += 1;
    if (this.#count * 2 > this.#value.length) this.#grow();
  }

  #grow(): void {
    const [high, low, value] = [this.#high, this.#low, this.#value];
    const size = value.length * 2;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#value = new Float64Array(size);
    for (let old = 0; old < value.length; old++) {
      const [kept = 0, h = 0, l = 0] = [value[old], high[old], low[old]];
      if (kept === 0) continue;
      const place = this.#placeOf(h, l);
      this.#high[place] = h;
      this.#low[place] = l;
      this.#value[place] = kept;
    }
  }
}

/** Two tries of a case: when one passed and one did not, that is what flaky means. */
function together(before: TestStatus, { status, message }: Outcome): TestStatus {
  // pytest writes a test that passed and then could not be cleaned up after as two cases: it was run once.
  if (status === "error" && /^failed on teardown/.test(message)) return isTestFailure(before) ? before : "error";
  if (before === status) return before;
  if (before === "flaky" || status === "flaky") return "flaky";
  if (before === "skipped") return status;
  if (status === "skipped") return before;
  return isTestFailure(before) && isTestFailure(status) ? "failure" : "flaky";
}

const statuses = test_statuses.length;
const encode = ({ number, status }: Seen): number => number * statuses + test_statuses.indexOf(status) + 1;

function decode(value: number): Seen {
  const code = value - 1;
  return { number: Math.floor(code / statuses), status: test_statuses[code % statuses] ?? "success" };
}

type Hash = readonly [high: number, low: number];

/** Two independent 32-bit hashes (FNV-1a over characters, each finished by a multiply and shift), going on from `seed`. */
function hash64(text: string, seed: Hash): Hash {
  let [high, low] = seed;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x5bd1e995);
    low ^= low >>> 15;
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b);
  low = Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  return [(high ^ (high >>> 13)) >>> 0, (low ^ (low >>> 16)) >>> 0];
}
