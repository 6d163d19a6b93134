/** What is known of the grid's jobs by their names and letters, and by what the operator says of the repository. */
import type { GridSheet } from "lib/model/grid_sheet";
import type { Provider } from "lib/model/provider";

/** "pull / test / build (1, 2)" is job "test / build (1, 2)" of workflow "pull". */
export function splitName(name: string): { workflow: string; job: string } {
  const cut = name.indexOf(" / ");
  return cut < 0 ? { workflow: "", job: name } : { workflow: name.slice(0, cut), job: name.slice(cut + 3) };
}

/** What the jobs of one matrix have in common: "build (1, 2)", "build 3/4", "build-3" are all of "build". */
export function matrixStem(job: string): string {
  const stem = job.replace(/\s*\([^()]*\)$|[\s_-]+#?\d+(\s*(\/|of)\s*\d+)?$/, "");
  return stem === "" ? job : stem;
}

export interface ColumnFacts {
  failures: number;
  /** Something passed, and nothing but passed, was skipped or was neutral. */
  green: boolean;
  /** Whatever ran was skipped. */
  skipped: boolean;
}

/** What each job's letters say over all commits of the sheet. */
export function columnFacts({ jobNames, letters }: Pick<GridSheet, "jobNames" | "letters">): ColumnFacts[] {
  const facts = jobNames.map(() => ({ failures: 0, passed: 0, told: 0, other: 0 }));
  for (const row of letters) {
    for (let index = 0; index < facts.length; index++) {
      const letter = row[index];
      const fact = facts[index];
      if (letter === undefined || letter === " " || fact === undefined) continue;
      if (letter === "O") fact.passed++;
      else if (letter === "X" || letter === "E" || letter === "T") fact.failures++;
      else if (letter !== "S" && letter !== "N") fact.other++;
      if (letter !== "S") fact.told++;
    }
  }
  return facts.map(({ failures, passed, told, other }) => ({
    failures,
    green: passed > 0 && failures === 0 && other === 0,
    skipped: told === 0,
  }));
}

/** What a job is, beside what happened to it. */
export interface ColumnTraits {
  provider: Provider;
  workflow: string;
  /** The name without its workflow. */
  job: string;
  /** Its failures do not count. */
  unstable: boolean;
  /** It is not shown until it is asked for. */
  quiet: boolean;
  /** The operator's group that it is in, and which one that is. */
  group: string | null;
  group_rank: number;
}

/** What a RepoConfig says of columns; its patterns are known to be well formed. */
export interface ColumnRules {
  groups: readonly { name: string; pattern: string }[];
  unstable: readonly string[];
  hidden_by_default: readonly string[];
}

const no_rules: ColumnRules = { groups: [], unstable: [], hidden_by_default: [] };

export function columnTraits(
  { jobNames, providers }: Pick<GridSheet, "jobNames" | "providers">,
  rules: ColumnRules = no_rules,
): ColumnTraits[] {
  const compile = (pattern: string): RegExp => new RegExp(pattern, "iu");
  const groups = rules.groups.map(({ name, pattern }) => ({ name, pattern: compile(pattern) }));
  const unstable = rules.unstable.map(compile);
  const quiet = rules.hidden_by_default.map(compile);
  return jobNames.map((name, index) => {
    const rank = groups.findIndex(({ pattern }) => pattern.test(name));
    return {
      ...splitName(name),
      provider: providers[index] ?? "github",
      unstable: unstable.some((pattern) => pattern.test(name)),
      quiet: quiet.some((pattern) => pattern.test(name)),
      group: groups[rank]?.name ?? null,
      group_rank: rank < 0 ? 1e9 : rank,
    };
  });
}
