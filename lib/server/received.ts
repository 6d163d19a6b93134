/** Notes when each repository was last heard from: at once for the first delivery, then at most once a second. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { markReceived } from "lib/store/repositories";
import type { Logger } from "pino";

const interval_ms = 1_000;

interface Mark {
  received_at: string;
  recorded_at: string | null;
}

/** The second that follows a repository's note. */
interface Pause {
  /** What came since. */
  waiting: Mark | null;
  /** Whether a recorded delivery was noted: one must not wait behind another that recorded nothing, as a ping. */
  is_recorded: boolean;
}

export class ReceivedMarks {
  private readonly pauses = new Map<string, Pause>();

  constructor(
    private readonly dynamo: DynamoDBClient,
    private readonly table_prefix: string,
    private readonly log: Logger,
  ) {}

  /** Returns at once: that a delivery was acknowledged does not hang on this. */
  note(repo: string, mark: Mark): void {
    const pause = this.pauses.get(repo);
    if (pause === undefined) {
      this.write(repo, mark);
    } else {
      pause.waiting = { ...mark, recorded_at: mark.recorded_at ?? pause.waiting?.recorded_at ?? null };
      if (mark.recorded_at !== null && !pause.is_recorded) {
        pause.is_recorded = true;
        void this.tell(repo, pause.waiting);
        pause.waiting = null;
      }
    }
  }

  private write(repo: string, mark: Mark): void {
    const pause: Pause = { waiting: null, is_recorded: mark.recorded_at !== null };
    this.pauses.set(repo, pause);
    setTimeout(() => {
      if (pause.waiting === null) this.pauses.delete(repo);
      else this.write(repo, pause.waiting);
    }, interval_ms).unref();
    void this.tell(repo, mark);
  }

  private async tell(repo: string, mark: Mark): Promise<void> {
    try {
      await markReceived(this.dynamo, this.table_prefix, { repo, ...mark });
    } catch (error) {
      this.log.warn({ err: error, repo }, "Could not note when the repository was last heard from");
    }
  }
}
