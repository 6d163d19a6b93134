/** The bench for a rule: try a pattern on the newest failed logs, see what it finds, then save it. */
import Link from "next/link";
import { type FormEvent, useId, useState } from "react";
import { type DataColumn, DataTable } from "components/frame/DataTable";
import { SaveRule } from "components/rules/SaveRule";
import { api_paths, paths } from "lib/browser/paths";
import { sendJson } from "lib/browser/send_json";
import { type RuleAnswer, rule_pattern_max, type TriedMatch, type TryRuleReply } from "lib/model/failure_rule";
import page from "components/frame/Page.module.css";
import rule_styles from "components/rules/Rules.module.css";
import styles from "components/rules/TryRule.module.css";

const logs_searched = 300;
const shown_max = 50;

interface Props {
  repo: string | null;
  /** The one to begin with. */
  rule: RuleAnswer | null;
  /** All that are in force. */
  rules: readonly RuleAnswer[];
  onSaved: () => void;
}

type Outcome = { pattern: string; reply: TryRuleReply } | { pattern: string; problem: string } | null;

export function TryRule({ repo, rule, rules, onSaved }: Props) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [busy, setBusy] = useState(false);
  const pattern = typed ?? rule?.pattern ?? "";
  const attempt = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const body = { pattern, repo, limit: logs_searched };
      const reply = await sendJson<TryRuleReply>(api_paths.tryRule(), { method: "POST", body });
      setOutcome({ pattern, reply });
    } catch (error) {
      setOutcome({ pattern, problem: error instanceof Error ? error.message : "It could not be tried." });
    }
    setBusy(false);
  };
  return (
    <section className={page.card} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} className={page.heading}>
        Try a pattern{" "}
        <span className={page.aside}>
          on the newest failed logs{repo !== null && ` of ${repo}`}; nothing is changed
        </span>
      </h2>
      <form className={styles.form} onSubmit={(event) => void attempt(event)}>
        <input
          className={styles.pattern}
          aria-label="Pattern, as RE2 has them"
          placeholder="error: use of undeclared identifier '(\w+)'"
          autoComplete="off"
          spellCheck={false}
          maxLength={rule_pattern_max}
          value={pattern}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className={styles.send} disabled={busy || pattern === ""}>
          {busy ? "Trying…" : "Try"}
        </button>
      </form>
      <p className={page.legend}>
        A regular expression in RE2&apos;s syntax, held against one line at a time. What its groups catch tells failures
        apart: the same catch is the same failure.
      </p>
      {outcome && "problem" in outcome && (
        <p className={styles.problem} role="alert">
          {outcome.problem}
        </p>
      )}
      {outcome && "reply" in outcome && (
        <>
          <Found reply={outcome.reply} />
          <SaveRule key={outcome.pattern} pattern={outcome.pattern} {...{ repo, rule, rules, onSaved }} />
        </>
      )}
    </section>
  );
}

function Found({ reply: { matched, searched } }: { reply: TryRuleReply }) {
  return (
    <>
      <p role="status">
        {searched === 0
          ? "There is no failed log to try it on yet."
          : `Found in ${matched.length.toLocaleString("en")} of ${searched.toLocaleString("en")} failed logs.`}
      </p>
      {matched.length > 0 && (
        <DataTable
          label="What the pattern finds"
          columns={columns}
          rows={matched.slice(0, shown_max)}
          keyOf={({ repo, job_id }) => `${repo} ${job_id}`}
        />
      )}
      {matched.length > shown_max && <p className={page.muted}>and in {matched.length - shown_max} more.</p>}
    </>
  );
}

const columns: readonly DataColumn<TriedMatch>[] = [
  {
    title: "Line",
    cell: ({ repo, job_id, line, line_num }) => (
      <Link
        href={paths.job(repo, job_id, { first: line_num, last: line_num })}
        className={rule_styles.line}
        prefetch={false}
      >
        {line}
      </Link>
    ),
  },
  {
    title: "Catches",
    wide: true,
    cell: ({ captures }) =>
      captures.map((capture, index) => (
        <span key={index} className={rule_styles.capture}>
          {capture}
        </span>
      )),
  },
  { title: "Job", cell: ({ name }) => name },
  { title: "Repository", cell: ({ repo }) => repo },
];
