/** The rules that find why a job failed: what each has caught, what none has, and a bench to make a new one on. */
import { useRouter } from "next/router";
import { Failure, StaleNotice } from "components/frame/Failure";
import { RepoPicker } from "components/frame/RepoPicker";
import { word } from "components/frame/place";
import { Skeleton } from "components/frame/Skeleton";
import { Annotated } from "components/rules/Annotated";
import { Catches } from "components/rules/Catches";
import { RuleTable } from "components/rules/RuleTable";
import { TryRule } from "components/rules/TryRule";
import { Unclassified } from "components/rules/Unclassified";
import { useAddress } from "lib/browser/use_address";
import { useRules } from "lib/browser/use_logs";
import page from "components/frame/Page.module.css";
import styles from "components/rules/Rules.module.css";

export function Rules() {
  const { query } = useRouter();
  const change = useAddress();
  const repo = word(query, "repo");
  const rule = word(query, "rule");
  const { data, error, mutate } = useRules(repo);
  const retry = () => void mutate();
  return (
    <>
      {error && data && <StaleNotice error={error} onRetry={retry} />}
      <div className={page.page}>
        <header className={page.head}>
          <h1 className={page.title}>
            Failure rules {data && <span className={page.count}>{data.rules.length.toLocaleString("en")}</span>}
          </h1>
        </header>
        <p className={styles.words}>
          Each line of a failed job&apos;s log is held against these patterns. The first rule of the list that matches
          anywhere wins, with the last line that it matches.
        </p>
        <div className={page.filters}>
          <div className={styles.picker}>
            <RepoPicker repo={repo} onChoose={(chosen) => change({ repo: chosen })} />
          </div>
          {repo !== null && (
            <button type="button" className={page.action} onClick={() => change({ repo: "" })}>
              All repositories
            </button>
          )}
        </div>
        <TryRule
          key={rule ?? ""}
          repo={repo}
          rule={data?.rules.find(({ name }) => name === rule) ?? null}
          rules={data?.rules ?? []}
          onSaved={retry}
        />
        {rule !== null && <Catches rule={rule} repo={repo} />}
        <Unclassified repo={repo} count={data?.unclassified_14d ?? null} />
        <Annotated repo={repo} />
        <section className={page.section} aria-labelledby="rules">
          <h2 id="rules" className={page.heading}>
            {repo === null ? "All rules" : `The rules of ${repo}`}{" "}
            <span className={page.aside}>
              first to last, as they are tried; the heads sort them
              {repo !== null && "; counted are this repository's failures"}
            </span>
          </h2>
          {!data && (error ? <Failure error={error} onRetry={retry} level={2} /> : <Skeleton what="the rules" />)}
          {data && <RuleTable rules={data.rules} chosen={rule} onForgotten={retry} />}
        </section>
      </div>
    </>
  );
}
