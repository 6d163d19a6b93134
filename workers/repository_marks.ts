/** Tells the `repository` table how far each repository has been replicated, at most once a second for each. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { markReplicated } from "lib/store/repositories";
import type { Logger } from "pino";
import { Limiter } from "workers/pace";

interface Mark {
  replicated_at: string;
  last_replicated_at: string;
}

const interval_ms = 1_000;
const writes_at_once = 4;

export class RepositoryMarks {
  #due = new Map<string, Mark>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: DynamoDBClient,
    private readonly table_prefix: string,
    private readonly log: Logger,
  ) {}

  /** Notes that a record written at `created_at` is in ClickHouse now. */
  note(repo: string, created_at: string): void {
    const known = this.#due.get(repo)?.replicated_at ?? "";
    const replicated_at = known > created_at ? known : created_at;
    this.#due.set(repo, { replicated_at, last_replicated_at: new Date().toISOString() });
    this.#timer ??= setTimeout(() => void this.flush(), interval_ms).unref();
  }

  /** Writes what is due. Never throws: these marks are for show, and the next batch brings newer ones. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = this.#due;
    this.#due = new Map();
    this.#writing = this.#writing.then(() => this.#write(due));
    await this.#writing;
  }

  async #write(due: Map<string, Mark>): Promise<void> {
    const limiter = new Limiter(writes_at_once);
    try {
      await Promise.all(
        [...due].map(([repo, mark]) =>
          limiter.run(() => markReplicated(this.client, this.table_prefix, { repo, ...mark })),
        ),
      );
    } catch (error) {
      this.log.warn({ err: error }, "repositories cannot be marked as replicated");
    }
  }
}
