/** Holds the logs of the last weeks against the rules as they are now, and tells the jobs whose line is another. */
import { classifiedLogs } from "clickhouse_queries/classified_logs/query";
import type { ReclassifyReply, ReclassifyRequest } from "lib/model/failure_rule";
import { heard } from "lib/model/records/kind";
import { workflowJob } from "lib/model/records/workflow_job";
import { bestMatches, verdictAt } from "lib/logs/classify";
import { classifyJob, findJob, wantsReason } from "lib/logs/job_log";
import { placeOf, whole_lines_max } from "lib/logs/line_table";
import { LogMissing } from "lib/logs/keep";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";
import type { z } from "zod";

type Known = z.output<typeof classifiedLogs.row>;

/** Logs that one question to the engine is about. */
const batch_logs = 200;

/** Safe at any time, and again: a finding is replaced by a later one only. @throws ApiError 503 */
export async function reclassify(
  services: Services,
  { repo, days, limit }: z.output<typeof ReclassifyRequest>,
): Promise<ReclassifyReply> {
  services.logs.rules.forget();
  const known = await ask(services, classifiedLogs, { repo: repo ?? "", days, limit });
  let changed = 0;
  for (const of_repo of new Set(known.map((log) => log.repo))) {
    const logs = known.filter((log) => log.repo === of_repo);
    for (let from = 0; from < logs.length; from += batch_logs) {
      changed += await again(services, of_repo, logs.slice(from, from + batch_logs));
    }
  }
  return { ok: true, examined: known.length, changed };
}

async function again(services: Services, repo: string, logs: readonly Known[]): Promise<number> {
  const { logs: tools } = services;
  // Of a long log only a part is at hand: it is read again from the archive.
  const [long, short] = [logs.filter(isLong), logs.filter((log) => !isLong(log))];
  let changed = await tools.rules.withRules(repo, async (rules) => {
    const best = await bestMatches(services.warehouse, repo, short, rules);
    let count = 0;
    for (const log of short) {
      const match = best.get(log.job_id);
      const rule = match && rules[match.rule - 1];
      if ((rule?.name ?? null) === log.rule && (match?.line_num ?? null) === log.line_num) continue;
      const job = await findJob(tools.store, repo, log.job_id);
      if (!job?.log || !wantsReason(job)) continue;
      const nothing = { rule: null, line: null, line_num: null, captures: [], context: [] };
      const place = placeOf({ repo, job_id: log.job_id });
      const verdict = match && rule ? await verdictAt(services.warehouse, place, rule, match.line_num) : nothing;
      const finding = { ...job.log, ...verdict, classified_at: new Date().toISOString() };
      await tools.store.merge(heard(workflowJob, { ...job, log: finding }));
      count++;
    }
    return count;
  });
  for (const { job_id, rule, line_num } of long) {
    const job = await findJob(tools.store, repo, job_id);
    if (!job) continue;
    try {
      const finding = await classifyJob(tools, job);
      if (finding.rule !== rule || finding.line_num !== line_num) changed++;
    } catch (error) {
      if (!(error instanceof LogMissing)) throw error; // Somebody has cleared the archive: what was found stays.
    }
  }
  return changed;
}

const isLong = ({ lines }: Known): boolean => lines > whole_lines_max;
