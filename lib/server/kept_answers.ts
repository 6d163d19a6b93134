/** Answers that everybody asks for at the same moment: computed once, and given to all who ask within a second. */
import type { Services } from "lib/server/services";

const kept_ms = 1_000;
const kept_max = 200;

interface Kept<Answer> {
  until: number;
  answer: Promise<Answer>;
}

/** Of each process' services apart. A failure is not kept. */
export class KeptAnswers<Answer> {
  private readonly of_services = new WeakMap<Services, Map<string, Kept<Answer>>>();

  /** At most a second old. */
  get(services: Services, key: string, compute: () => Promise<Answer>): Promise<Answer> {
    const kept = this.of_services.get(services) ?? new Map<string, Kept<Answer>>();
    this.of_services.set(services, kept);
    const known = kept.get(key);
    if (known && known.until > Date.now()) return known.answer;
    kept.delete(key);
    // The first of a map is the oldest.
    for (const oldest of kept.keys()) {
      if (kept.size < kept_max) break;
      kept.delete(oldest);
    }
    const entry: Kept<Answer> = { until: Infinity, answer: compute() };
    kept.set(key, entry);
    entry.answer.then(
      () => (entry.until = Date.now() + kept_ms),
      () => (entry.until = 0),
    );
    return entry.answer;
  }
}
