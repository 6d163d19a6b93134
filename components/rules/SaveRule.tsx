/** Saves a pattern that has been tried, as a rule; then holds the failures of the last days against the rules anew. */
import { useId, useState } from "react";
import { WithToken } from "components/rules/WithToken";
import { api_paths } from "lib/browser/paths";
import { sendJson } from "lib/browser/send_json";
import { type ReclassifyReply, type RuleAnswer, rule_name_max } from "lib/model/failure_rule";
import page from "components/frame/Page.module.css";
import styles from "components/rules/SaveRule.module.css";

interface Props {
  pattern: string;
  repo: string | null;
  /** The one that it would replace, if it keeps the name. */
  rule: RuleAnswer | null;
  onSaved: () => void;
}

export function SaveRule({ pattern, repo, rule, onSaved }: Props) {
  const id = useId();
  const [name, setName] = useState(rule?.name ?? "");
  const [priority, setPriority] = useState("");
  const [for_repo, setForRepo] = useState(false);
  const [saved, setSaved] = useState(false);
  const [changed, setChanged] = useState<ReclassifyReply | null>(null);
  const save = async (token: string) => {
    const body = {
      ...{ name: name.trim(), pattern, repo: for_repo ? repo : null },
      priority: priority === "" ? null : Number(priority),
    };
    await sendJson(api_paths.rules(), { method: "PUT", body, token });
    setSaved(true);
    onSaved();
  };
  const reclassify = async (token: string) => {
    setChanged(await sendJson<ReclassifyReply>(api_paths.reclassify(), { method: "POST", body: { repo }, token }));
    onSaved();
  };
  if (saved) {
    return (
      <div className={styles.form}>
        <p role="status">
          {changed === null
            ? "Saved. Every log that comes from now on is held against it."
            : `Looked at ${changed.examined.toLocaleString("en")} failed logs again: ${changed.changed.toLocaleString("en")} now say something else.`}
        </p>
        {changed === null && <WithToken words="Look at the last 14 days' failures again" run={reclassify} />}
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
          placeholder={rule !== null && name.trim() === rule.name ? String(rule.priority) : "first"}
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
      {rule !== null && name.trim() === rule.name && (
        <span className={page.muted}>It takes the place of the rule of that name.</span>
      )}
    </div>
  );
}
