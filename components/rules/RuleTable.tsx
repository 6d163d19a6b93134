/** All rules: what each looks for, where it was written down, how often it fired. */
import Link from "next/link";
import { useState } from "react";
import { Button } from "components/frame/Button";
import { type DataColumn, DataTable, type TableSort } from "components/frame/DataTable";
import { TextFilter } from "components/frame/Filters";
import { Time } from "components/frame/Time";
import { category_hint, category_words } from "components/rules/categories";
import { WithToken } from "components/rules/WithToken";
import { nextSort, sortRules } from "components/rules/sorting";
import { api_paths, paths } from "lib/browser/paths";
import { sendJson } from "lib/browser/send_json";
import type { RuleAnswer } from "lib/model/failure_rule";
import page from "components/frame/Page.module.css";
import styles from "components/rules/Rules.module.css";

interface Props {
  rules: readonly RuleAnswer[];
  /** By name. */
  chosen: string | null;
  onForgotten: () => void;
}

export function RuleTable({ rules, chosen, onForgotten }: Props) {
  const [part, setPart] = useState("");
  const [sort, setSort] = useState<TableSort | null>(null);
  const wanted = part.toLowerCase();
  const found = rules.filter(({ name, pattern }) => `${name}\n${pattern}`.toLowerCase().includes(wanted));
  const shown = sort === null ? found : sortRules(found, sort);
  return (
    <>
      <div className={page.filters}>
        <TextFilter label="Filter the rules" placeholder="Filter the rules…" value={part} onType={setPart} />
      </div>
      {shown.length === 0 && <p className={page.nothing}>No rule is like that.</p>}
      {shown.length > 0 && (
        <DataTable
          label="Rules"
          columns={columns(chosen, onForgotten)}
          rows={shown}
          {...(sort !== null && { sort })}
          onSort={(by) => setSort((now) => nextSort(now, by))}
          keyOf={({ name, repo }) => `${repo ?? ""} ${name}`}
        />
      )}
    </>
  );
}

const columns = (chosen: string | null, onForgotten: () => void): readonly DataColumn<RuleAnswer>[] => [
  {
    title: "Rule",
    sort: "name",
    cell: ({ name, repo }) => (
      <Link
        href={paths.rules({ rule: name, repo })}
        className={name === chosen ? styles.chosen : undefined}
        aria-current={name === chosen ? "true" : undefined}
        prefetch={false}
      >
        {name}
      </Link>
    ),
  },
  { title: "Pattern", wide: true, cell: ({ pattern }) => <code className={styles.pattern}>{pattern}</code> },
  { title: "About", hint: category_hint, cell: ({ category }) => category_words[category] },
  { title: "Written in", cell: (rule) => <Origin rule={rule} onForgotten={onForgotten} /> },
  {
    title: "14 days",
    numeric: true,
    sort: "fired",
    hint: "Failures that it found the line of",
    cell: ({ fired_14d }) => fired_14d.toLocaleString("en"),
  },
  {
    title: "Last",
    numeric: true,
    sort: "last",
    hint: "When it last found one",
    cell: ({ last_fired }) => (last_fired === null ? "—" : <Time iso={last_fired} />),
  },
];

function Origin({ rule, onForgotten }: { rule: RuleAnswer; onForgotten: () => void }) {
  const [asks, setAsks] = useState(false);
  if (rule.source !== "saved") return rule.source === "file" ? "the file" : `the file, for ${rule.repo}`;
  const forget = async (token: string) => {
    await sendJson(api_paths.rules(), { method: "DELETE", body: { name: rule.name, repo: rule.repo }, token });
    onForgotten();
  };
  return (
    <>
      saved here{rule.repo !== null && `, for ${rule.repo}`}{" "}
      {asks ? (
        <WithToken words="Forget this rule" run={forget} onCancel={() => setAsks(false)} />
      ) : (
        <Button onClick={() => setAsks(true)}>Forget</Button>
      )}
    </>
  );
}
