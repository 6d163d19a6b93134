/** Bounded concurrency over a sequence that may be longer than memory. */

/**
 * Works on the items in order, at most `width` at a time. The first error ends it: no further item is begun, those
 * under way are waited for, and the error is thrown.
 */
export async function concurrently<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const under_way = new Set<Promise<void>>();
  const errors: unknown[] = [];
  for await (const item of items) {
    if (errors.length > 0) break;
    const one: Promise<void> = work(item)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => under_way.delete(one));
    under_way.add(one);
    if (under_way.size >= width) await Promise.race(under_way);
  }
  await Promise.all(under_way);
  if (errors.length > 0) throw errors[0];
}
