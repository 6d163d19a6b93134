/** The rules as their API shows, tries, saves and applies them. */
import { ruleCounts } from "clickhouse_queries/rule_counts/query";
import { ruleMatches } from "clickhouse_queries/rule_matches/query";
import {
  allRules,
  rulesFor,
  type RulesReply,
  type SaveRuleRequest,
  type TriedMatch,
  type TryRuleReply,
  type TryRuleRequest,
} from "lib/model/failure_rule";
import { BadPattern, checkPattern } from "lib/logs/classify";
import { ApiError, unavailable } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";
import { TooManyRules } from "lib/store/saved_rules";
import type { z } from "zod";

/** @param repo its rules and its failures alone; null: all that are in force somewhere, and the failures of all. */
export async function rulesReply(services: Services, repo: string | null): Promise<RulesReply> {
  const [written, counts] = await Promise.all([
    services.logs.rules.written(),
    ask(services, ruleCounts, { repo: repo ?? "", days: 14 }),
  ]);
  const fired = new Map(counts.map((row) => [row.rule, row]));
  const rules = repo === null ? allRules(written) : rulesFor(written, repo);
  return {
    rules: rules.map((rule) => ({
      ...rule,
      fired_14d: fired.get(rule.name)?.jobs ?? 0,
      last_fired: fired.get(rule.name)?.last_fired ?? null,
    })),
    unclassified_14d: fired.get("")?.jobs ?? 0,
  };
}

/** @throws ApiError 400 when the engine does not take the pattern */
export async function tryRule(
  services: Services,
  { pattern, repo, limit }: z.output<typeof TryRuleRequest>,
): Promise<TryRuleReply> {
  await requirePattern(services, pattern);
  const rows = await ask(services, ruleMatches, { pattern, repo: repo ?? "", limit });
  const matched = rows.flatMap(({ line_num, line, captures, ...log }): TriedMatch[] =>
    line_num === null ? [] : [{ ...log, line, line_num, captures }],
  );
  return { matched, searched: rows.length };
}

/** @throws ApiError 400, 409, 503 */
export async function saveRule(services: Services, rule: SaveRuleRequest): Promise<{ ok: true }> {
  if (rule.pattern !== null) await requirePattern(services, rule.pattern);
  try {
    await services.saved_rules.save(rule);
  } catch (error) {
    if (error instanceof TooManyRules) throw new ApiError(409, error.message);
    throw unavailable("store", error);
  }
  services.logs.rules.forget();
  return { ok: true };
}

/** @throws ApiError 404, 503 */
export async function forgetRule(
  services: Services,
  rule: Pick<SaveRuleRequest, "name" | "repo">,
): Promise<{ ok: true }> {
  const was_there = await services.saved_rules.forget(rule).catch((error: unknown) => {
    throw unavailable("store", error);
  });
  if (!was_there) throw new ApiError(404, "There is no saved rule of that name");
  services.logs.rules.forget();
  return { ok: true };
}

async function requirePattern({ warehouse }: Services, pattern: string): Promise<void> {
  try {
    await checkPattern(warehouse, pattern);
  } catch (error) {
    if (error instanceof BadPattern) throw new ApiError(400, `pattern: ${error.message}`);
    throw error;
  }
}
