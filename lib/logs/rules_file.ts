/** The rules that are part of the HUD: config/log_rules.toml. */
import { RepoName } from "lib/model/fields";
import {
  priority_max,
  priority_step,
  RuleCategory,
  RuleName,
  RulePattern,
  type WrittenRule,
} from "lib/model/failure_rule";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";

export const rules_path = path.join(process.cwd(), "config", "log_rules.toml");
const rules_max = 1_000;

const RulesFile = z.strictObject({
  rule: z
    .array(
      z.strictObject({
        name: RuleName,
        pattern: RulePattern.optional(),
        repo: RepoName.optional(),
        priority: z.int().min(0).max(priority_max).optional(),
        category: RuleCategory.optional(),
      }),
    )
    .max(rules_max)
    .default([]),
});

/** @throws Error in one sentence that names the rule and what is wrong. */
export function parseRules(text: string): WrittenRule[] {
  const parsed = RulesFile.safeParse(parse(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`log_rules.toml: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "is not as it should be"}`);
  }
  const seen = new Set<string>();
  return parsed.data.rule.map(({ name, pattern = null, repo = null, priority, category = null }, index) => {
    const key = JSON.stringify([repo, name]);
    if (seen.has(key)) throw new Error(`log_rules.toml: "${name}" is there twice`);
    seen.add(key);
    // A rule for one repository takes the place of the one that it replaces.
    const place = repo === null ? (index + 1) * priority_step : null;
    return { name, pattern, repo, priority: priority ?? place, category, source: repo === null ? "file" : "repo" };
  });
}

let known: { file: string; modified_ms: number; rules: WrittenRule[] } | undefined;

/** Read again when the file has changed. */
export async function readRules(file = rules_path): Promise<readonly WrittenRule[]> {
  const { mtimeMs: modified_ms } = await stat(file);
  if (known?.file !== file || known.modified_ms !== modified_ms) {
    known = { file, modified_ms, rules: parseRules(await readFile(file, "utf8")) };
  }
  return known.rules;
}
