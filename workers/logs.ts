/** The log keeper: hears of every job that ends, and sees to it that its log is fetched, kept and classified. */
import { type Config } from "lib/config";
import type { GithubClient } from "lib/github/client";
import { WorkflowJob, workflowJob } from "lib/model/records/workflow_job";
import { openArchive } from "lib/archive/open";
import { LogFetcher } from "lib/logs/fetch_log";
import type { LogTools } from "lib/logs/job_log";
import { RuleBook } from "lib/logs/rule_book";
import { ParkedRecords } from "lib/store/parked";
import { PendingLogs } from "lib/store/pending_logs";
import { RecordStore } from "lib/store/record_store";
import { SavedRules } from "lib/store/saved_rules";
import type { Logger } from "pino";
import { z } from "zod";
import type { BatchResult, ChangeRecord, Subscription } from "workers/change_record";
import type { Connections } from "workers/connections";
import { LogQueue } from "workers/log_queue";
import { log_queue_defaults, type LogQueueOptions } from "workers/log_queue_options";
import { Limiter } from "workers/pace";

export const log_keeper_name = "log-keeper";

export interface LogKeeperDependencies {
  tools: LogTools;
  fetcher: LogFetcher | null;
  pending: PendingLogs;
  parked: ParkedRecords;
  log: Logger;
  /** Whose logs are fetched. */
  logs: Config["logs"];
}

const StoredJob = WorkflowJob.extend({ revision: z.int().positive() });
/** What a backfill brings may be older: nobody looks at those logs, and GitHub's budget is better spent. */
const age_max_ms = 14 * 24 * 3_600_000;
const writes_at_once = 8;

/** A consumer that only writes down what is to be done: however slow GitHub is, no stream waits for it. */
export class LogKeeper implements Subscription {
  readonly name = log_keeper_name;
  readonly tables = [workflowJob.dynamo_table];
  readonly queue: LogQueue;
  readonly #first_wait_ms: number;

  constructor(
    private readonly dependencies: LogKeeperDependencies,
    options: Partial<LogQueueOptions> = {},
  ) {
    this.queue = new LogQueue(dependencies, options);
    this.#first_wait_ms = options.first_wait_ms ?? log_queue_defaults.first_wait_ms;
  }

  /** Whether GitHub is asked for logs. */
  get may_fetch(): boolean {
    return this.dependencies.fetcher !== null;
  }

  readonly consume = async (batch: readonly ChangeRecord[]): Promise<BatchResult> => {
    const failed: ChangeRecord[] = [];
    const limiter = new Limiter(writes_at_once);
    let error: unknown;
    await Promise.all(
      batch.map((record) =>
        limiter.run(async () => {
          try {
            await this.#hear(record);
          } catch (problem) {
            error ??= problem;
            failed.push(record);
          }
        }),
      ),
    );
    return { failed, error, parked: 0 };
  };

  async #hear({ event, new_image }: ChangeRecord): Promise<void> {
    if (event === "REMOVE" || new_image === undefined) return;
    const parsed = StoredJob.safeParse(new_image);
    // What no job is the replicator parks.
    if (!parsed.success || parsed.data.status !== "completed") return;
    const job = parsed.data;
    const entry = { repo: job.repo, job_id: job.id };
    if (this.#wantsLog(job)) {
      this.queue.note(await this.dependencies.pending.add(entry, soon(this.#first_wait_ms)));
    } else if (job.log === null && this.queue.knows(job.repo, job.id)) {
      // A log that was uploaded before the job's end waits for it. Most jobs have none: the table is not asked for each.
      const waiting = await this.dependencies.pending.hasten(entry, soon(0));
      if (waiting) this.queue.note(waiting);
    }
  }

  #wantsLog({ log, conclusion, completed_at, runner_id, steps }: WorkflowJob): boolean {
    const { fetcher, logs } = this.dependencies;
    if (log !== null || fetcher === null || conclusion === "skipped") return false;
    if (logs === "failed" && (conclusion === "success" || conclusion === "neutral")) return false;
    // What never had a runner has no log.
    if (!runner_id && steps.length === 0) return false;
    return completed_at === null || Date.now() - Date.parse(completed_at) <= age_max_ms;
  }
}

/** From the configuration, as processes make it. @param github null: logs are not fetched. */
export function openLogKeeper(config: Config, connections: Connections, github: GithubClient | null): LogKeeper {
  const { client, warehouse, table_prefix } = connections;
  const log = connections.log.child({ consumer: log_keeper_name });
  const archive = openArchive(config.archive, config.dynamodb.region);
  const { logs } = config;
  const fetcher = logs !== "off" && github ? new LogFetcher(github, archive) : null;
  if (!fetcher) {
    const why = logs === "off" ? "HUD_LOGS is off" : "there is no GITHUB_TOKEN, nor a GitHub App";
    log.info(`logs are not fetched from GitHub: ${why}; those that are uploaded are classified`);
  }
  return new LogKeeper({
    tools: {
      archive,
      warehouse,
      store: new RecordStore(client, table_prefix),
      rules: new RuleBook(new SavedRules(client, table_prefix), warehouse),
    },
    fetcher,
    pending: new PendingLogs(client, table_prefix),
    parked: new ParkedRecords(client, table_prefix, log_keeper_name),
    log,
    logs,
  });
}

const soon = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();
