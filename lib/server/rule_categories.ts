/** What each rule's failures are about, as the verdicts ask. */
import { type RuleCategory, rulesFor } from "lib/model/failure_rule";
import { readRules } from "lib/logs/rules_file";
import { within } from "lib/server/patience";
import type { Services } from "lib/server/services";

const patience_seconds = 2;

/**
 * For one repository, by the rule's name; what a rule that is no more has found is about code. Without the store only
 * the file's rules are known: no page of verdicts is refused for it.
 */
export async function ruleCategories(services: Services, repo: string): Promise<(rule: string) => RuleCategory> {
  const written = await within(patience_seconds, "store", services.logs.rules.written()).catch((error: unknown) => {
    services.log.warn({ err: error }, "Saved rules cannot be read; verdicts are made with those of the file");
    return readRules();
  });
  const categories = new Map(rulesFor(written, repo).map(({ name, category }) => [name, category]));
  return (rule) => categories.get(rule) ?? "code";
}
