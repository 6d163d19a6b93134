/** Orders names by how much they look like the one that was asked for. */

/** Pairs of neighbouring letters, as a multiset. */
function pairs(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const low = ` ${text.toLowerCase()} `;
  for (let i = 0; i + 1 < low.length; i++) {
    const pair = low.slice(i, i + 2);
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
}

/** Sørensen–Dice over letter pairs: 1 = the same letters in the same company, 0 = nothing shared. */
export function likeness(a: string, b: string): number {
  const in_a = pairs(a);
  const in_b = pairs(b);
  let shared = 0;
  for (const [pair, count] of in_a) shared += Math.min(count, in_b.get(pair) ?? 0);
  return (2 * shared) / (a.length + 1 + (b.length + 1));
}

/** Less is chance: two names of one language share some letters. */
const alike = 0.3;

/** Those that are alike first, most alike foremost; then the others in the given order. */
export function nearest<Item>(wanted: string, items: readonly Item[], name: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, score: likeness(wanted, name(item)) }))
    .map(({ item, score }) => ({ item, score: score < alike ? 0 : score }))
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}
