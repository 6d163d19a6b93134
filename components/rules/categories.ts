/** What the failures of a rule are about, in words. */
import type { RuleCategory } from "lib/model/failure_rule";

export const category_words: Readonly<Record<RuleCategory, string>> = {
  code: "the code",
  infra: "infrastructure",
  vague: "only that it failed",
};

export const category_hint =
  "Verdicts are made with it. Infrastructure: machines, networks and services, whatever the commit changed. Only that it failed: no two failures are the same by such a rule.";
