/**
 * How two sightings of one thing become one record: the joins that every record kind's merge is made of.
 *
 * Deliveries arrive late, twice and out of order. Each function here is commutative, associative and idempotent,
 * so whatever is built from them ends in the same state in any order.
 */
export type Join<Value> = (a: Value, b: Value) => Value;
export type Rank = string | number | boolean | null;

export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${message}`);
}

/** Orders ranks of equal kind; null sorts first. ISO 8601 UTC strings of equal precision sort as time does. */
export function compare(a: Rank, b: Rank): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

export function compareTuples(a: readonly Rank[], b: readonly Rank[]): number {
  for (const [index, value] of a.entries()) {
    const order = compare(value, b[index] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

/** The later of two times, or the only one. */
export function latest(a: string | null, b: string | null): string | null {
  return compare(a, b) >= 0 ? a : b;
}

/** The earlier of two times, or the only one. */
export function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}

/** A fact that only some messages bring is kept whichever side has it; were there two, the greater is as good as any. */
export function known<Value extends string | number>(a: Value | null, b: Value | null): Value | null {
  return compare(a, b) >= 0 ? a : b;
}

/** What was once true stays true. */
export function ever(a: boolean, b: boolean): boolean {
  return a || b;
}

/** JSON with sorted keys: equal values give equal text, whatever order a database hands their fields back in. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export interface MergeRule<Fields> {
  /** Which try a sighting is of, where one record sees several: a later try replaces an earlier one whole. */
  epoch?: (record: Fields) => number;
  /**
   * How new a sighting is, most significant first. May look only at fields that have no join of their own: those
   * travel together with the newest sighting, so that its fields never mix with an older one's.
   */
  rank: (record: Fields) => readonly Rank[];
  /** Fields that outlive the sighting they came in. */
  joins?: { readonly [Field in keyof Fields]?: Join<Fields[Field]> };
}

function joinField<Fields, Field extends keyof Fields>(
  joins: { readonly [Name in keyof Fields]?: Join<Fields[Name]> },
  field: Field,
  merged: Fields,
  a: Fields,
  b: Fields,
): void {
  const join = joins[field];
  if (join) merged[field] = join(a[field], b[field]);
}

/** A merge in which the newest sighting wins as a whole, except for the fields that have a join of their own. */
export function newestWins<Fields extends { dynamoKey: string }>(rule: MergeRule<Fields>): Join<Fields> {
  const joins: MergeRule<Fields>["joins"] & object = rule.joins ?? {};
  const joined = Object.keys(joins) as (keyof Fields)[]; // Object.keys forgets what the type knows.

  const bulk = (record: Fields): string =>
    canonical(Object.fromEntries(Object.entries(record).filter(([field]) => !(field in joins))));

  return (a, b) => {
    invariant(a.dynamoKey === b.dynamoKey, `${b.dynamoKey} merged into ${a.dynamoKey}`);
    const epochs = rule.epoch ? rule.epoch(a) - rule.epoch(b) : 0;
    if (epochs !== 0) return epochs > 0 ? a : b;
    // Two sightings of one rank and different content: which was first is unknowable, but all must choose alike.
    const order = compareTuples(rule.rank(a), rule.rank(b)) || compare(bulk(a), bulk(b));
    const merged = { ...(order >= 0 ? a : b) };
    for (const field of joined) joinField(joins, field, merged, a, b);
    return merged;
  };
}
