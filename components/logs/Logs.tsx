/** Search in the lines of failed jobs' logs: the newest first, each with the lines around it. */
import { useRouter } from "next/router";
import { Failure } from "components/frame/Failure";
import { Choice, TextFilter } from "components/frame/Filters";
import { whole, word } from "components/frame/place";
import { RepoLinks } from "components/frame/RepoLinks";
import { RepoPicker } from "components/frame/RepoPicker";
import { Skeleton } from "components/frame/Skeleton";
import { FoundLines } from "components/logs/FoundLines";
import { paths } from "lib/browser/paths";
import { useAddress } from "lib/browser/use_address";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { logSearch } from "clickhouse_queries/log_search/query";
import page from "components/frame/Page.module.css";
import styles from "components/logs/Logs.module.css";

const periods = [1, 7, 14, 30];
const days_default = 14;
const shown_max = 200;
/** A single letter is in every log. */
const q_length_min = 2;

export function Logs() {
  const { query } = useRouter();
  const change = useAddress();
  const repo = word(query, "repo");
  const q = word(query, "q") ?? "";
  const regex = query.regex === "1";
  const days = whole(query, "days", { min: 1, max: 30 }) ?? days_default;
  const asks = repo !== null && q.length >= q_length_min;
  const { data, error, mutate, isLoading } = useSavedQuery<typeof logSearch>(
    "log_search",
    asks ? { repo, q, regex, days, limit: shown_max } : null,
    { keep: false },
  );
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1 className={page.title}>Search in failed logs</h1>
      </header>
      <div className={page.filters}>
        <div className={styles.picker}>
          <RepoPicker repo={repo} onChoose={(chosen) => change({ repo: chosen })} />
        </div>
        {repo !== null && (
          <>
            <div className={styles.query}>
              <TextFilter
                label="Lines that contain"
                placeholder={regex ? "A pattern, as RE2 has them…" : "Text in the logs…"}
                value={q}
                onType={(typed) => change({ q: typed })}
              />
            </div>
            <Choice
              label="What is searched for"
              value={regex ? "1" : ""}
              options={[
                { value: "", words: "Text" },
                { value: "1", words: "Pattern" },
              ]}
              onChoose={(value) => change({ regex: value })}
            />
            <Choice
              label="Period"
              value={String(days)}
              options={periods.map((count) => ({
                value: String(count),
                words: count === 1 ? "1 day" : `${count} days`,
              }))}
              onChoose={(value) => change({ days: value === String(days_default) ? "" : value })}
            />
          </>
        )}
      </div>
      {repo === null && <RepoLinks to={(one) => paths.logs({ repo: one, q })} words="Whose logs?" />}
      {repo !== null && !asks && (
        <p className={page.nothing}>
          Type at least two letters. The logs of jobs that failed in the last 30 days are searched, each line by itself.
        </p>
      )}
      {asks && isLoading && <Skeleton what="the lines" />}
      {asks && error && !data && <Failure error={error} onRetry={() => void mutate()} level={2} />}
      {asks && data?.length === 0 && (
        <p className={page.nothing}>
          No failed job&apos;s log of the last {days === 1 ? "day" : `${days} days`} has a line like that.
        </p>
      )}
      {asks && data && data.length > 0 && (
        <>
          <p className={styles.count} role="status">
            {data.length === shown_max ? `The newest ${shown_max} lines` : counted(data.length, "line")} in{" "}
            {counted(new Set(data.map(({ job_id }) => job_id)).size, "log")}
          </p>
          <FoundLines repo={repo} lines={data} text={regex ? null : q} />
        </>
      )}
    </div>
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
