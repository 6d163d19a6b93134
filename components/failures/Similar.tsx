/** Failures that say the same: how many, since when, in which jobs, and each of them. */
import Link from "next/link";
import { useRouter } from "next/router";
import { ChartPlace } from "components/charts/ChartPlace";
import { DayBars } from "components/charts/DayBars";
import { byDay, dayWords, lastDays } from "components/charts/days";
import { type DataColumn, DataTable } from "components/frame/DataTable";
import { Failure, StaleNotice } from "components/frame/Failure";
import { Choice, TextFilter } from "components/frame/Filters";
import { Isolated, Spelled } from "components/frame/Isolated";
import { whole, word } from "components/frame/place";
import { RepoLinks } from "components/frame/RepoLinks";
import { RepoPicker } from "components/frame/RepoPicker";
import { Skeleton } from "components/frame/Skeleton";
import { Time } from "components/frame/Time";
import { SimilarJobs } from "components/failures/SimilarJobs";
import { paths } from "lib/browser/paths";
import { useAddress } from "lib/browser/use_address";
import { useNow } from "lib/browser/use_now";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { similarFailures } from "clickhouse_queries/similar_failures/query";
import type { similarFailuresByDay } from "clickhouse_queries/similar_failures_by_day/query";
import type { RowOf } from "lib/model/saved_query";
import page from "components/frame/Page.module.css";
import styles from "components/failures/Similar.module.css";

type SimilarFailure = RowOf<typeof similarFailures>;

const periods = [7, 14, 30];
const days_default = 14;
const listed_max = 200;

export function Similar() {
  const { query } = useRouter();
  const change = useAddress();
  const repo = word(query, "repo");
  const capture = word(query, "capture");
  const days = whole(query, "days", { min: 1, max: 90 }) ?? days_default;
  const asked = repo === null || capture === null ? null : { repo, capture, days };
  const { data, error, mutate } = useSavedQuery<typeof similarFailures>(
    "similar_failures",
    asked && { ...asked, limit: listed_max },
  );
  const retry = () => void mutate();
  return (
    <>
      {error && data && <StaleNotice error={error} onRetry={retry} />}
      <div className={page.page}>
        <header className={page.head}>
          <h1 className={page.title}>Similar failures</h1>
          {repo !== null && capture !== null && (
            <Link href={paths.logs({ repo, q: capture })} className={page.action} prefetch={false}>
              Search the logs for it
            </Link>
          )}
        </header>
        <div className={page.filters}>
          <div className={styles.picker}>
            <RepoPicker repo={repo} onChoose={(chosen) => change({ repo: chosen })} />
          </div>
          <div className={styles.capture}>
            <TextFilter
              label="What the failures say"
              placeholder="What the failures say, such as an error's message"
              value={capture ?? ""}
              onType={(typed) => change({ capture: typed })}
            />
          </div>
          <Choice
            label="Period"
            value={String(days)}
            options={periods.map((count) => ({ value: String(count), words: `${count} days` }))}
            onChoose={(value) => change({ days: value === String(days_default) ? "" : value })}
          />
        </div>
        {repo !== null && capture === null && (
          <p className={page.nothing}>
            Type what a failure says, as a job&apos;s failing line has it. “Similar failures” beside such a line leads
            here too.
          </p>
        )}
        {repo === null && (
          <RepoLinks to={(one) => paths.failure(one, capture ?? "")} words="Failures of which repository?" />
        )}
        {asked &&
          !data &&
          (error ? <Failure error={error} onRetry={retry} level={2} /> : <Skeleton what="the failures" />)}
        {asked && data?.length === 0 && (
          <div className={page.nothing}>
            <p>No failing line of the last {days} days says the whole of that, or nearly so.</p>
            <p>
              A part of a line is found by{" "}
              <Link href={paths.logs({ repo: asked.repo, q: asked.capture })}>searching the logs</Link>.
            </p>
          </div>
        )}
        {asked && data && data.length > 0 && (
          <>
            <Days {...asked} />
            <SimilarJobs {...asked} />
            <section className={page.section} aria-labelledby="similar-each">
              <h2 id="similar-each" className={page.heading}>
                Each{" "}
                <span className={page.aside}>
                  {data.length === listed_max ? `the newest ${listed_max}` : "newest first"}
                </span>
              </h2>
              <DataTable
                label="Similar failures"
                columns={columns(asked.repo)}
                rows={data}
                keyOf={({ job_id }) => String(job_id)}
              />
            </section>
          </>
        )}
      </div>
    </>
  );
}

function Days({ repo, capture, days }: { repo: string; capture: string; days: number }) {
  const now = useNow();
  const { data, error } = useSavedQuery<typeof similarFailuresByDay>("similar_failures_by_day", {
    repo,
    capture,
    days,
  });
  if (!data && error) return null;
  if (now === null || !data) return <ChartPlace what="the failures by day" />;
  const sum = (of: "exact" | "similar") => data.reduce((all, row) => all + row[of], 0);
  const all = lastDays(days, now);
  const [oldest, newest] = [data[0], data.at(-1)];
  return (
    <section className={page.card} aria-label="By day">
      <DayBars
        title="Failures by day"
        label={`Failures by day: ${sum("exact")} the same and ${sum("similar")} similar in ${days} days`}
        figure={
          <>
            {sum("exact").toLocaleString("en")} the same, {sum("similar").toLocaleString("en")} similar
          </>
        }
        series={[
          { label: "The same", tone: "bad" },
          { label: "Similar", tone: "warn" },
        ]}
        days={byDay(data, all).map((row, index) => {
          const day = all[index] ?? "";
          const words = row
            ? `${row.exact} the same, ${row.similar} similar, on ${row.commits} ${row.commits === 1 ? "commit" : "commits"}`
            : "none";
          return { day, values: [row?.exact ?? 0, row?.similar ?? 0], words: `${dayWords(day)}: ${words}` };
        })}
      />
      {newest && oldest && (
        <p className={page.muted}>
          Last seen <Time iso={newest.last_seen} />, first <Time iso={oldest.first_seen} /> within these {days} days.
        </p>
      )}
    </section>
  );
}

const columns = (repo: string): readonly DataColumn<SimilarFailure>[] => [
  {
    title: "Line",
    cell: ({ job_id, line, line_num, exact }) => (
      <>
        <Link
          href={paths.job(repo, job_id, line_num === null ? null : { first: line_num, last: line_num })}
          className={styles.line}
          prefetch={false}
        >
          <Spelled text={line ?? "Log"} all />
        </Link>
        {!exact && <span className={page.aside}> similar</span>}
      </>
    ),
  },
  { title: "Job", wide: true, cell: ({ name }) => <Isolated text={name} /> },
  { title: "Rule", cell: ({ rule }) => rule },
  { title: "Branch", wide: true, cell: ({ head_branch }) => <Isolated text={head_branch ?? ""} /> },
  {
    title: "Commit",
    cell: ({ head_sha }) => (
      <Link href={paths.commit(repo, head_sha)} className={styles.sha} prefetch={false}>
        {head_sha.slice(0, 7)}
      </Link>
    ),
  },
  { title: "When", cell: ({ completed_at }) => <Time iso={completed_at} /> },
];
