/** Work that many ask for at the same moment, done once for all of them, and never with an answer older than the question. */

interface Flight<Answer> {
  /** Resolved once what it answers from has been read. */
  read: Promise<void>;
  /** Begins then; for all who ask meanwhile. */
  next: Promise<Answer> | null;
}

/** @param hasRead to be called when all that the answer is made of has been read; its end says so too. */
export type Make<Answer> = (hasRead: () => void) => Promise<Answer>;

/**
 * A page that a thousand people have open is asked for a thousand times within the second in which something changes.
 * Whoever asks while the same is being read already does not get that one, which may have read what was before the
 * change, but shares the one after it. That begins as soon as the first has read everything: while one is made of what
 * was read, the engine reads for the next.
 */
export class Joint<Answer> {
  readonly #flights = new Map<string, Flight<Answer>>();

  /** @param key the same for questions with the same answer. @throws what `make` throws, to all who share it. */
  ask(key: string, make: Make<Answer>): Promise<Answer> {
    const flight = this.#flights.get(key);
    if (!flight) return this.#begin(key, make);
    return (flight.next ??= flight.read.then(() => this.#begin(key, make)));
  }

  #begin(key: string, make: Make<Answer>): Promise<Answer> {
    let hasRead = (): void => undefined;
    const read = new Promise<void>((resolve) => (hasRead = resolve));
    const flight: Flight<Answer> = { read, next: null };
    this.#flights.set(key, flight);
    // Before whoever waits for the same: the next one then takes its place.
    void read.then(() => {
      if (flight.next === null) this.#flights.delete(key);
    });
    const running = make(hasRead);
    running.then(hasRead, hasRead);
    return running;
  }
}
