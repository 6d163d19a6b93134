/** Orders names by what somebody who types part of one may mean. */

/**
 * At most `max` of the names that contain what was typed, case ignored: that very name first, then those that begin with
 * it, then the others; among equals in the given order.
 */
export function bestFirst(names: readonly string[], typed: string, max: number): string[] {
  const text = typed.trim();
  const part = text.toLowerCase();
  const rank = (name: string): number => {
    const low = name.toLowerCase();
    if (name === text) return 0;
    if (low === part) return 1;
    return low.startsWith(part) ? 2 : 3;
  };
  return names
    .filter((name) => name.toLowerCase().includes(part))
    .map((name) => ({ name, rank: rank(name) }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, max)
    .map(({ name }) => name);
}
