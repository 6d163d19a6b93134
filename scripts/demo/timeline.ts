/** Plays moments in time order: some send a delivery, others unfold into further moments only when their time has come. */

/** One message to the HUD; its body is built when it is sent, so a long history costs no memory. */
export interface Delivery {
  /** When it happens, in milliseconds since 1970. */
  at: number;
  /** A GitHub event's name, `circleci`, `oot` for a relay callback, or an upload: `log`, `test_report`, `artifact`. */
  event: string;
  /** The delivery's UUID. */
  id: string;
  body: () => object;
}

export type Moment = { at: number; delivery: Delivery } | { at: number; unfold: () => Moment[] };

interface Entry {
  moment: Moment;
  /** Breaks ties: what was planned first happens first. */
  order: number;
}

/** Deliveries in time order until `until` (in milliseconds, included); endless when it is infinite and the moments are. */
export function* play(first: readonly Moment[], until: number): Generator<Delivery, void> {
  const queue = new Queue();
  const plan = (moments: readonly Moment[]) => {
    for (const moment of moments) if (moment.at <= until) queue.add(moment);
  };
  plan(first);
  for (let moment = queue.take(); moment !== undefined; moment = queue.take()) {
    if ("delivery" in moment) yield moment.delivery;
    else plan(moment.unfold());
  }
}

/** A binary heap of moments, earliest first. */
class Queue {
  private readonly heap: Entry[] = [];
  private planned = 0;

  add(moment: Moment): void {
    const entry = { moment, order: this.planned++ };
    let at = this.heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = this.heap[parent];
      if (above === undefined || !before(entry, above)) break;
      this.heap[at] = above;
      at = parent;
    }
    this.heap[at] = entry;
  }

  take(): Moment | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.heap.length > 0) this.sink(last);
    return first.moment;
  }

  private sink(entry: Entry): void {
    let at = 0;
    for (;;) {
      const left = this.heap[2 * at + 1];
      const right = this.heap[2 * at + 2];
      const right_is_less = left !== undefined && right !== undefined && before(right, left);
      const child = right_is_less ? right : left;
      if (child === undefined || !before(child, entry)) break;
      this.heap[at] = child;
      at = 2 * at + (right_is_less ? 2 : 1);
    }
    this.heap[at] = entry;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.moment.at < b.moment.at || (a.moment.at === b.moment.at && a.order < b.order);
}
