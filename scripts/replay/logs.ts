/** `npm run replay -- --logs`: makes the logs due again that could not be had, for the running HUD's workers to fetch. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Id, RepoName } from "lib/model/fields";
import { ParkedRecords } from "lib/store/parked";
import { PendingLogs } from "lib/store/pending_logs";
import { log_keeper_name } from "workers/logs";
import { z } from "zod";

const ParkedLog = z.object({ repo: RepoName, job_id: Id });
const page_records = 100;
const pending_max = 100_000;

export interface RetryLogsReport {
  due_again: number;
  /** Entries that name no log. */
  unreadable: number;
}

/** Safe at any time: a log that is there already is only classified again. */
export async function retryLogs(client: DynamoDBClient, table_prefix: string): Promise<RetryLogsReport> {
  const parked = new ParkedRecords(client, table_prefix, log_keeper_name);
  const pending = new PendingLogs(client, table_prefix);
  const report: RetryLogsReport = { due_again: 0, unreadable: 0 };
  for await (const records of parked.pages({ limit: page_records, images: true })) {
    for (const { kind, record_key, image, revision } of records) {
      const log = ParkedLog.safeParse(image);
      if (!log.success) {
        report.unreadable++;
        continue;
      }
      // Pending first: whoever dies in between leaves it in both, which does no harm.
      await pending.add(log.data, new Date().toISOString());
      await parked.remove(kind, record_key, revision);
      report.due_again++;
    }
  }
  // What GitHub did not let us at waits long; whoever asks has mended that.
  for (const entry of await pending.list(pending_max)) {
    if (!entry.barred) continue;
    await pending.add(entry, new Date().toISOString());
    report.due_again++;
  }
  return report;
}
