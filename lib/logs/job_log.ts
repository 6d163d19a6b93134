/** A job and its log together: finding the job's record, and telling it what its log says. */
import type { ClickHouseClient } from "@clickhouse/client";
import type { Archive } from "lib/archive/archive";
import type { LogFinding } from "lib/model/log_finding";
import { heard, type RecordKind } from "lib/model/records/kind";
import { WorkflowJob, workflowJob } from "lib/model/records/workflow_job";
import { classifyLog } from "lib/logs/classify";
import { openLog } from "lib/logs/keep";
import type { RuleBook } from "lib/logs/rule_book";
import type { RecordStore } from "lib/store/record_store";

export interface LogTools {
  archive: Archive;
  warehouse: ClickHouseClient;
  store: RecordStore;
  rules: RuleBook;
}

// A store of all kinds asks for a kind that has forgotten its own fields; they are parsed again below.
const kind = workflowJob as unknown as RecordKind;

/** As the store has it; null when nothing was heard of the job. */
export async function findJob(store: RecordStore, repo: string, job_id: number): Promise<WorkflowJob | null> {
  const stored = await store.find(kind, `${repo}/${job_id}`);
  return stored ? WorkflowJob.parse(stored.record) : null;
}

/** Whether a log of such a job is held against the rules: success needs no reason. */
export function wantsReason({ status, conclusion }: Pick<WorkflowJob, "status" | "conclusion">): boolean {
  return status === "completed" && conclusion !== "success" && conclusion !== "skipped" && conclusion !== "neutral";
}

/**
 * Reads the stored log of a completed job, classifies it if the job did not succeed, and tells the job's record.
 * @throws LogMissing; whatever the engines throw, and then it may be done again.
 */
export async function classifyJob(tools: LogTools, job: WorkflowJob): Promise<LogFinding> {
  const finding = await findingOf(tools, job);
  await tools.store.merge(heard(workflowJob, { ...job, log: finding }));
  return finding;
}

function findingOf({ archive, warehouse, rules }: LogTools, job: WorkflowJob): Promise<LogFinding> {
  const { repo, id: job_id, run_id } = job;
  if (!wantsReason(job)) return measure(archive, job);
  return rules.withRules(repo, (all) =>
    classifyLog(warehouse, { repo, job_id, run_id }, openLog(archive, repo, job_id), all),
  );
}

async function measure(archive: Archive, { repo, id }: WorkflowJob): Promise<LogFinding> {
  let bytes = 0;
  let lines = 0;
  let last: number | undefined;
  for await (const chunk of openLog(archive, repo, id)) {
    bytes += chunk.byteLength;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
    last = chunk.at(-1);
  }
  if (last !== undefined && last !== 10) lines++;
  const nothing = { rule: null, line: null, line_num: null, captures: [], context: [] };
  return { classified_at: new Date().toISOString(), bytes, lines, ...nothing };
}
