/** Rules that find the line of a log which says why a job failed, and what their API takes and answers. */
import { RepoName } from "lib/model/fields";
import { z } from "zod";

export const rule_name_max = 100;
export const rule_pattern_max = 500;
/** A rule of the file has its place in the file times this, so that there is room between any two. */
export const priority_step = 10;
export const priority_max = 1_000_000;

/** Names are shown, linked and counted by; they are words of people, not identifiers. */
export const RuleName = z
  .string()
  .trim()
  .min(1)
  .max(rule_name_max)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must be one line of text");

/** Whether it is a regular expression that the engine takes, only the engine can say. */
export const RulePattern = z
  .string()
  .min(1)
  .max(rule_pattern_max)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "must be text");

const Priority = z.int().min(0).max(priority_max);

/** file: of config/log_rules.toml, for all; repo: of that file, for one repository; saved: through the API. */
export const rule_sources = ["file", "repo", "saved"] as const;
export type RuleSource = (typeof rule_sources)[number];

/**
 * What the failures that a rule finds are about. infra: machines, networks and services, whatever the commit changed;
 * vague: only that something failed, which makes no two failures the same, nor different ones; code: all else.
 */
export const rule_categories = ["code", "infra", "vague"] as const;
export const RuleCategory = z.enum(rule_categories);
export type RuleCategory = z.infer<typeof RuleCategory>;

export interface FailureRule {
  name: string;
  /** RE2's syntax, held against one line. */
  pattern: string;
  /** The least is tried first. */
  priority: number;
  category: RuleCategory;
  source: RuleSource;
  /** Null: for all repositories. */
  repo: string | null;
}

/** A rule as it was written down: without a pattern it takes the rule of its name away. */
export interface WrittenRule extends Omit<FailureRule, "pattern" | "priority" | "category"> {
  pattern: string | null;
  /** Null: where the rule of that name is that it replaces, otherwise first. */
  priority: number | null;
  /** Null: that of the rule of that name that it replaces, otherwise "code". */
  category: RuleCategory | null;
}

/** What `PUT /api/rules` takes: one rule to save, or with `pattern: null` to take away for this repository or all. */
export const SaveRuleRequest = z.strictObject({
  name: RuleName,
  pattern: RulePattern.nullable(),
  repo: RepoName.nullish().transform((repo) => repo ?? null),
  priority: Priority.nullish().transform((priority) => priority ?? null),
  category: RuleCategory.nullish().transform((category) => category ?? null),
});
export type SaveRuleRequest = z.output<typeof SaveRuleRequest>;

/** What `DELETE /api/rules` takes: forgets what was saved under that name; a rule of the file is then as it was. */
export const ForgetRuleRequest = SaveRuleRequest.pick({ name: true, repo: true });

export const TryRuleRequest = z.strictObject({
  pattern: RulePattern,
  repo: RepoName.nullish().transform((repo) => repo ?? null),
  /** How many of the newest failed logs to search. */
  limit: z.int().min(1).max(1_000).default(200),
});

/** A place among the failed logs, which are gone through from the newest to the oldest: the last one dealt with. */
export const ReclassifyPlace = z.strictObject({ completed_at: z.iso.datetime(), job_id: z.int().nonnegative() });
export type ReclassifyPlace = z.infer<typeof ReclassifyPlace>;

export const ReclassifyRequest = z.strictObject({
  repo: RepoName.nullish().transform((repo) => repo ?? null),
  days: z.int().min(1).max(30).default(14),
  /** How many failed logs to look at at most before answering, the newest first. */
  limit: z.int().min(1).max(5_000).default(1_000),
  /** The `next` of the answer before, to go on from there. */
  after: ReclassifyPlace.nullish().transform((after) => after ?? null),
});

export interface RuleAnswer extends FailureRule {
  fired_14d: number;
  last_fired: string | null;
}

export interface RulesReply {
  /** In the order in which they are tried. */
  rules: RuleAnswer[];
  /** Failures with a log in which no rule found anything. */
  unclassified_14d: number;
}

export interface TriedMatch {
  repo: string;
  job_id: number;
  /** "<workflow> / <job>" */
  name: string;
  line: string;
  line_num: number;
  captures: string[];
}

export interface TryRuleReply {
  matched: TriedMatch[];
  /** How many logs were searched. */
  searched: number;
}

export interface ReclassifyReply {
  ok: true;
  /** Logs that were held against the rules. */
  examined: number;
  /** Of these, those of which the rules now say something else. */
  changed: number;
  /** Logs that can be read neither in ClickHouse nor in the archive any more: what was found in them stays. */
  skipped: number;
  /** Older logs that this answer is not about. */
  left: number;
  /** Where to go on; null when all are done. */
  next: ReclassifyPlace | null;
}

/** How special a rule is: of two of one name the more special counts. */
const rank = ({ source, repo }: Pick<WrittenRule, "source" | "repo">): number =>
  (source === "saved" ? 1 : 0) + (repo === null ? 0 : 2);

/**
 * The rules for one repository, in the order in which they are tried. A rule replaces less special ones of its name:
 * of the file, saved, of the file for this repository, saved for this repository.
 */
export function rulesFor(written: readonly WrittenRule[], repo: string): FailureRule[] {
  const by_name = new Map<string, WrittenRule>();
  const mine = written.filter((rule) => rule.repo === null || rule.repo.toLowerCase() === repo.toLowerCase());
  for (const rule of [...mine].sort((a, b) => rank(a) - rank(b))) {
    const replaced = by_name.get(rule.name);
    const priority = rule.priority ?? replaced?.priority ?? 0;
    by_name.set(rule.name, { ...rule, priority, category: rule.category ?? replaced?.category ?? null });
  }
  return ordered([...by_name.values()]);
}

/** All rules that are in force somewhere, each once, in the order in which they are tried. */
export function allRules(written: readonly WrittenRule[]): FailureRule[] {
  const places = new Set<string | null>(written.map(({ repo }) => repo));
  places.add(null);
  const found = new Map<string, FailureRule>();
  for (const place of places) {
    // "" is no repository: what holds there holds everywhere.
    for (const rule of rulesFor(written, place ?? "")) found.set(JSON.stringify([rule.repo, rule.name]), rule);
  }
  return ordered([...found.values()]);
}

function ordered(rules: readonly WrittenRule[]): FailureRule[] {
  return rules
    .flatMap(({ pattern, priority, category, ...rule }) =>
      pattern === null ? [] : { ...rule, pattern, priority: priority ?? 0, category: category ?? "code" },
    )
    .sort((a, b) => a.priority - b.priority || rank(b) - rank(a) || (a.name < b.name ? -1 : 1));
}
