/** How every repository's default branch is doing, in one look: what /api/trunk says of one, as far as a list needs it. */
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { trunkHealth } from "clickhouse_queries/trunk_health/query";
import type { TrunkHealth } from "lib/model/answers";
import { columnLabels } from "lib/model/grid";
import { providers } from "lib/model/provider";
import { matcher } from "lib/model/repo_config";
import { ask } from "lib/server/ask";
import { KeptAnswers } from "lib/server/kept_answers";
import type { Services } from "lib/server/services";
import { z } from "zod";

const kept = new KeptAnswers<TrunkHealth[]>();
/** As many as the query takes; beyond them, which no page of columns comes near, unstable jobs count. */
const unstable_max = 10_000;

/** By name, those with any job on their default branch; at most a second old. */
export const trunkHealths = (services: Services): Promise<TrunkHealth[]> =>
  kept.get(services, "", () => compute(services));

async function compute(services: Services): Promise<TrunkHealth[]> {
  const isUnstable = await unstableRules(services);
  const rows = await ask(services, trunkHealth, { columns_of: [...isUnstable.keys()] });
  const unstable = rows.flatMap(({ repo, columns }) => {
    const matches = isUnstable.get(repo);
    return matches ? unstableColumns(columns, matches).map((column) => `${repo}\n${column}`) : [];
  });
  const repos = [...new Set(unstable.map((column) => column.slice(0, column.indexOf("\n"))))];
  const again =
    repos.length === 0 ? [] : await ask(services, trunkHealth, { repos, unstable: unstable.slice(0, unstable_max) });
  const without_unstable = new Map(again.map((row) => [row.repo, row]));
  return rows.map((row) => healthOf(without_unstable.get(row.repo) ?? row));
}

/** Without the columns, which nobody else asked for. */
function healthOf({ repo, branch, head_sha, title, time, ...row }: TrunkHealth): TrunkHealth {
  const { success, failure, pending, red_job_count, last_green_sha } = row;
  return { repo, branch, head_sha, title, time, success, failure, pending, red_job_count, last_green_sha };
}

/** Of each repository with unstable jobs, whether a column's name is of one. */
async function unstableRules(services: Services): Promise<Map<string, (name: string) => boolean>> {
  const known = new Set((await ask(services, repoBranches, { limit: 1 })).map(({ repo }) => repo));
  const rules = new Map<string, (name: string) => boolean>();
  for (const repo of known) {
    const { unstable } = await services.repo_configs.of(repo); // From memory, but for every few seconds' first.
    if (unstable.length > 0) rules.set(repo, matcher(unstable));
  }
  return rules;
}

/** Matched by what the grid calls them. @param columns "<provider>\n<name>" */
function unstableColumns(columns: readonly string[], isUnstable: (name: string) => boolean): string[] {
  const named = columns.map((column) => {
    const [provider = "", name = ""] = column.split("\n", 2);
    return { provider: z.enum(providers).parse(provider), name };
  });
  const labels = columnLabels(named);
  return columns.filter((_column, index) => isUnstable(labels[index] ?? ""));
}
