/**
 * Commits that a pull request's page hears of and does not know. One of them may be its new head, so that the page looks
 * again; in a busy repository most are somebody else's, for whom it must not look again and again. Pure.
 */

/** Between two looks for strangers' sake, but for the first few. */
const pause_ms = 15_000;
const free_looks = 3;
/** A head may be heard of before the pull request that it was pushed to. Whoever is unknown after this is another's. */
const settled_ms = 10_000;
const kept_max = 10_000;

export class Strangers {
  /** Not before this is it worth looking for them again, in Unix milliseconds. */
  next_at = 0;
  /** When each was first heard of; null: it is another's. */
  private paid_until = 0;
  private readonly met = new Map<string, number | null>();
  /** Heard of since the last look. */
  private readonly waiting = new Set<string>();

  /** @returns whether any of them may be the page's own. */
  meet(shas: readonly string[], now: number): boolean {
    const unsure = shas.filter((sha) => this.met.get(sha) !== null);
    for (const sha of unsure) {
      if (!this.met.has(sha)) this.met.set(sha, now);
      this.waiting.add(sha);
    }
    return unsure.length > 0;
  }

  /** The page is read again, after which it knows those of them that are its own. */
  looked(now: number): void {
    if (this.waiting.size === 0) return;
    this.paid_until = Math.max(this.paid_until, now) + pause_ms;
    this.next_at = this.paid_until - (free_looks - 1) * pause_ms;
    if (this.met.size > kept_max) this.met.clear();
    for (const sha of this.waiting) {
      const since = this.met.get(sha) ?? now;
      this.met.set(sha, now - since < settled_ms ? since : null);
    }
    this.waiting.clear();
  }
}
