/** A bad day on the way to the HUD: deliveries out of order, and some of them twice; the same every time for a seed. */
import { random } from "scripts/demo/random";

/** How many items are held back at most: what memory the disorder costs. */
const most_held = 5000;

/** The items in another order: each is drawn from a window of the next thousands. */
export function* shuffled<T>(items: Iterable<T>, seed: number): Generator<T, void> {
  const chance = random(seed, "shuffle");
  const held: T[] = [];
  for (const item of items) {
    if (held.length < most_held) {
      held.push(item);
      continue;
    }
    const place = chance.int(0, held.length - 1);
    const drawn = held[place];
    held[place] = item;
    if (drawn !== undefined) yield drawn;
  }
  for (let last = held.length - 1; last >= 0; last--) {
    const place = chance.int(0, last);
    const drawn = held[place];
    const moved = held[last];
    if (moved !== undefined) held[place] = moved;
    if (drawn !== undefined) yield drawn;
  }
}

/** The items, a share of them again a while later, as a redelivery is. */
export function* duplicated<T>(items: Iterable<T>, share: number, seed: number): Generator<T, void> {
  const chance = random(seed, "duplicate");
  const again: T[] = [];
  for (const item of items) {
    yield item;
    if (chance.chance(share)) again.push(item);
    if (again.length > 0 && (again.length > most_held || chance.chance(share))) {
      const [first] = again.splice(chance.int(0, again.length - 1), 1);
      if (first !== undefined) yield first;
    }
  }
  yield* again;
}
