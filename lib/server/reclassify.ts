/** Holds the logs of the last weeks against the rules as they are now, and tells the jobs whose line is another. */
import { classifiedLogs } from "clickhouse_queries/classified_logs/query";
import { logLineCounts } from "clickhouse_queries/log_line_counts/query";
import type { ReclassifyReply, ReclassifyRequest } from "lib/model/failure_rule";
import { heard } from "lib/model/records/kind";
import type { LogFinding } from "lib/model/log_finding";
import { workflowJob } from "lib/model/records/workflow_job";
import { bestMatches, verdictAt } from "lib/logs/classify";
import { classifyJob, findJob, wantsReason } from "lib/logs/job_log";
import { placeOf, whole_lines_max } from "lib/logs/line_table";
import { LogMissing } from "lib/logs/keep";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";

type Known = z.output<typeof classifiedLogs.row>;
type Outcome = "same" | "changed" | "skipped";

/** Logs that one question to the engine is about. */
const batch_logs = 200;
/** After this long no further log is begun: whoever asks goes on from where the answer ends. */
const patience_ms_default = 20_000;

/**
 * Goes from the newest failed log to the oldest until `limit` or its patience is reached; `next` says where to go on.
 * Safe at any time, and again: a finding is replaced by a later one only, and by none where there is no log to read.
 * @throws ApiError 503
 */
export async function reclassify(
  services: Services,
  { repo, days, limit, after }: z.output<typeof ReclassifyRequest>,
  { patience_ms = patience_ms_default }: { patience_ms?: number } = {},
): Promise<ReclassifyReply> {
  services.logs.rules.forget();
  const place = after && { before_ms: Date.parse(after.completed_at), before_id: after.job_id };
  const logs = await ask(services, classifiedLogs, { repo: repo ?? "", days, limit, ...place });
  const deadline = performance.now() + patience_ms;
  const outcomes: Outcome[] = [];
  while (outcomes.length < logs.length && (outcomes.length === 0 || performance.now() < deadline)) {
    const batch = logs.slice(outcomes.length, outcomes.length + batch_logs);
    outcomes.push(...(await again(services, batch, deadline)));
  }
  const count = (of: Outcome): number => outcomes.filter((outcome) => outcome === of).length;
  const skipped = count("skipped");
  const last = logs[outcomes.length - 1];
  const left = (logs[0]?.remaining ?? 0) - outcomes.length;
  return {
    ok: true,
    ...{ examined: outcomes.length - skipped, changed: count("changed"), skipped, left },
    next: last && left > 0 ? { completed_at: last.completed_at, job_id: last.job_id } : null,
  };
}

/** What became of each log, in their order; fewer than were given when time is up, but always one. */
async function again(services: Services, logs: readonly Known[], deadline: number): Promise<Outcome[]> {
  const at_hand = await wholeLogs(services, logs);
  const outcomes = new Map<Known, Outcome>();
  // The slow ones first: those before the one that time does not allow for are a beginning without gaps.
  let end = logs.length;
  for (const [index, log] of logs.entries()) {
    if (at_hand.has(log)) continue;
    if (index > 0 && performance.now() > deadline) {
      end = index;
      break;
    }
    outcomes.set(log, await fromArchive(services, log));
  }
  const done = logs.slice(0, end);
  for (const repo of new Set(done.map((log) => log.repo))) {
    const of_repo = done.filter((log) => log.repo === repo && at_hand.has(log));
    for (const [log, outcome] of await fromLines(services, repo, of_repo)) outcomes.set(log, outcome);
  }
  return done.map((log) => outcomes.get(log) ?? "skipped");
}

/** Those whose lines are all in ClickHouse: of a long log only a part is, and after a month or a rebuild nothing. */
async function wholeLogs(services: Services, logs: readonly Known[]): Promise<Set<Known>> {
  const whole = new Set<Known>();
  for (const repo of new Set(logs.map((log) => log.repo))) {
    const short = logs.filter((log) => log.repo === repo && log.lines <= whole_lines_max);
    if (short.length === 0) continue;
    const counts = await ask(services, logLineCounts, { repo, job_ids: short.map(({ job_id }) => job_id) });
    const lines = new Map(counts.map((row) => [row.job_id, row.lines]));
    for (const log of short) if ((lines.get(log.job_id) ?? 0) === log.lines) whole.add(log);
  }
  return whole;
}

function fromLines(services: Services, repo: string, logs: readonly Known[]): Promise<Map<Known, Outcome>> {
  const { logs: tools, warehouse } = services;
  return tools.rules.withRules(repo, async (rules) => {
    const best = await bestMatches(warehouse, repo, logs, rules);
    const outcomes = new Map<Known, Outcome>();
    for (const log of logs) {
      const match = best.get(log.job_id);
      const rule = match && rules[match.rule - 1];
      const place = placeOf({ repo, job_id: log.job_id });
      const verdict = match && rule ? await verdictAt(warehouse, place, rule, match.line_num) : nothing;
      outcomes.set(log, "same");
      if (isSame(log, verdict)) continue;
      const job = await findJob(tools.store, repo, log.job_id);
      if (!job?.log || !wantsReason(job)) {
        outcomes.set(log, "skipped");
        continue;
      }
      const finding = { ...job.log, ...verdict, classified_at: new Date().toISOString() };
      await tools.store.merge(heard(workflowJob, { ...job, log: finding }));
      outcomes.set(log, "changed");
    }
    return outcomes;
  });
}

const nothing = { rule: null, line: null, line_num: null, captures: [], context: [] };

/** A rule whose groups were changed finds the same line, and other words in it. */
const isSame = (
  known: Known,
  { rule, line_num, captures }: Pick<LogFinding, "rule" | "line_num" | "captures">,
): boolean => rule === known.rule && line_num === known.line_num && isDeepStrictEqual(captures, known.captures);

async function fromArchive({ logs: tools }: Services, log: Known): Promise<Outcome> {
  const { repo, job_id } = log;
  const job = await findJob(tools.store, repo, job_id);
  if (!job || !wantsReason(job)) return "skipped";
  try {
    return isSame(log, await classifyJob(tools, job)) ? "same" : "changed";
  } catch (error) {
    if (error instanceof LogMissing) return "skipped"; // Somebody has cleared the archive: what was found stays.
    throw error;
  }
}
