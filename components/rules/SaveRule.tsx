/** Saves a pattern that was tried as a rule, and then looks at the failures of the last weeks anew. */
import { useId, useState } from "react";
import { category_hint, category_words } from "components/rules/categories";
import { Reclassify } from "components/rules/Reclassify";
import { WithToken } from "components/rules/WithToken";
import { api_paths } from "lib/browser/paths";
import { sendJson } from "lib/browser/send_json";
import { rule_categories, rule_name_max, type RuleAnswer, RuleCategory } from "lib/model/failure_rule";
import page from "components/frame/Page.module.css";
import styles from "components/rules/SaveRule.module.css";

interface Props {
  pattern: string;
  repo: string | null;
  /** The one that the pattern is from. */
  rule: RuleAnswer | null;
  /** All that are in force: one of the same name is replaced. */
  rules: readonly RuleAnswer[];
  onSaved: () => void;
}

export function SaveRule({ pattern, repo, rule, rules, onSaved }: Props) {
  const id = useId();
  const [name, setName] = useState(rule?.name ?? "");
  const [priority, setPriority] = useState("");
  const [category, setCategory] = useState<RuleCategory | null>(null);
  const [for_repo, setForRepo] = useState(false);
  const [saved, setSaved] = useState(false);
  const scope = for_repo ? repo : null;
  const replaced = replacedBy(name.trim(), scope, rules);
  const save = async (token: string) => {
    const body = {
      ...{ name: name.trim(), pattern, repo: scope, category },
      priority: priority === "" ? null : Number(priority),
    };
    await sendJson(api_paths.rules(), { method: "PUT", body, token });
    setSaved(true);
    onSaved();
  };
  if (saved) {
    return (
      <div className={styles.form}>
        <Reclassify repo={scope} onChanged={onSaved} />
      </div>
    );
  }
  return (
    <div className={styles.form} role="group" aria-label="Save it as a rule">
      <label className={styles.field} htmlFor={`${id}-name`}>
        Name
        <input
          id={`${id}-name`}
          className={styles.input}
          placeholder="C++: compile error"
          autoComplete="off"
          maxLength={rule_name_max}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label className={styles.field} htmlFor={`${id}-category`} title={category_hint}>
        About
        <select
          id={`${id}-category`}
          className={`${styles.input} ${styles.choice}`}
          value={category ?? replaced?.category ?? "code"}
          onChange={(event) => setCategory(RuleCategory.parse(event.target.value))}
        >
          {rule_categories.map((one) => (
            <option key={one} value={one}>
              {category_words[one]}
            </option>
          ))}
        </select>
      </label>
      <label
        className={styles.field}
        htmlFor={`${id}-priority`}
        title="The least is tried first; empty: before all others, or where the rule is that it replaces"
      >
        Priority
        <input
          id={`${id}-priority`}
          className={`${styles.input} ${styles.short}`}
          inputMode="numeric"
          placeholder={replaced ? String(replaced.priority) : "first"}
          autoComplete="off"
          value={priority}
          onChange={(event) => setPriority(event.target.value.replaceAll(/\D/g, "").slice(0, 6))}
        />
      </label>
      {repo !== null && (
        <label className={styles.field}>
          <input type="checkbox" checked={for_repo} onChange={(event) => setForRepo(event.target.checked)} />
          only for {repo}
        </label>
      )}
      <WithToken words="Save the rule" run={save} disabled={name.trim() === ""} />
      {replaced && <span className={page.muted}>It takes the place of the rule of that name.</span>}
    </div>
  );
}

/** The rule whose place a new one of that name takes: where both are, one for the repository counts before one for all. */
function replacedBy(name: string, scope: string | null, rules: readonly RuleAnswer[]): RuleAnswer | null {
  const of_name = rules.filter((rule) => rule.name === name);
  const here = of_name.find(({ repo }) => repo !== null && repo === scope);
  return here ?? of_name.find(({ repo }) => repo === null) ?? null;
}
