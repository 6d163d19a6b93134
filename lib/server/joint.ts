/** Work that many ask for at the same moment, done once for all of them, and never with an answer older than the question. */

interface Flight<Answer> {
  running: Promise<Answer>;
  /** Begins when that has ended; for all who ask meanwhile. */
  next: Promise<Answer> | null;
}

/**
 * A page that a thousand people have open is asked for a thousand times within the second in which something changes.
 * Whoever asks while the same is being made already does not get that one, which may have read what was before the
 * change, but shares the one after it.
 */
export class Joint<Answer> {
  readonly #flights = new Map<string, Flight<Answer>>();

  /** @param key the same for questions with the same answer. @throws what `make` throws, to all who share it. */
  ask(key: string, make: () => Promise<Answer>): Promise<Answer> {
    const flight = this.#flights.get(key);
    if (!flight) return this.#begin(key, make);
    const began = (): Promise<Answer> => this.#begin(key, make);
    return (flight.next ??= flight.running.then(began, began));
  }

  #begin(key: string, make: () => Promise<Answer>): Promise<Answer> {
    const running = make();
    const flight: Flight<Answer> = { running, next: null };
    this.#flights.set(key, flight);
    const ended = (): void => {
      // Whoever shares the next one has begun it by now, in the place of this one.
      if (this.#flights.get(key) === flight && flight.next === null) this.#flights.delete(key);
    };
    running.then(ended, ended);
    return running;
  }
}
