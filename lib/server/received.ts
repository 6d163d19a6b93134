/** Notes when each repository was last heard from: at once for the first delivery, then at most once a second. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { markReceived } from "lib/store/repositories";
import type { Logger } from "pino";

const interval_ms = 1_000;

interface Mark {
  received_at: string;
  recorded_at: string | null;
}

export class ReceivedMarks {
  private readonly pending = new Map<string, Mark | null>();

  constructor(
    private readonly dynamo: DynamoDBClient,
    private readonly table_prefix: string,
    private readonly log: Logger,
  ) {}

  /** Returns at once: that a delivery was acknowledged does not hang on this. */
  note(repo: string, mark: Mark): void {
    const running = this.pending.has(repo);
    const earlier = this.pending.get(repo);
    this.pending.set(repo, { ...mark, recorded_at: mark.recorded_at ?? earlier?.recorded_at ?? null });
    if (!running) void this.flush(repo);
  }

  private async flush(repo: string): Promise<void> {
    const mark = this.pending.get(repo);
    if (!mark) {
      this.pending.delete(repo);
      return;
    }
    this.pending.set(repo, null);
    setTimeout(() => void this.flush(repo), interval_ms).unref();
    try {
      await markReceived(this.dynamo, this.table_prefix, { repo, ...mark });
    } catch (error) {
      this.log.warn({ err: error, repo }, "Could not note when the repository was last heard from");
    }
  }
}
