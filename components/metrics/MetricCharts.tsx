/** The metrics that are followed over days: red trunk, time to signal, waiting for runners. */
import type { ReactNode } from "react";
import { DayBars } from "components/charts/DayBars";
import { DayLines } from "components/charts/DayLines";
import { byDay, dayWords, lastDays, roundUpSeconds } from "components/charts/days";
import { Failure } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { percent, weighted } from "components/metrics/figures";
import { type MetricsOf, useQueueTimes, useRed, useTimeToSignal } from "components/metrics/queries";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import { duration } from "lib/browser/time";
import { useNow } from "lib/browser/use_now";
import page from "components/frame/Page.module.css";
import styles from "components/metrics/Metrics.module.css";

interface BoardProps<Row> {
  title: string;
  query: string;
  params: Record<string, unknown>;
  answer: { data?: Row[] | undefined; error?: ApiError | undefined; mutate: () => unknown };
  nothing: string;
  children: (rows: Row[], now_ms: number) => ReactNode;
}

/** A chart's place: it is there from the start, so that nothing moves when the rows come. */
function Board<Row>({ title, query, params, answer, nothing, children }: BoardProps<Row>) {
  const now = useNow();
  const { data, error } = answer;
  return (
    <section className={page.card} aria-label={title}>
      {!data && error && <Failure error={error} onRetry={() => void answer.mutate()} level={2} />}
      {!data && !error && <Skeleton what={title} lines={6} />}
      {data?.length === 0 && (
        <p className={page.muted}>
          <b>{title}</b>
          <br />
          {nothing}
        </p>
      )}
      {data && data.length > 0 && now !== null && (
        <>
          {children(data, now)}
          <a className={styles.csv} href={api_paths.savedQuery(query, params, "csv")} download>
            CSV
          </a>
        </>
      )}
    </section>
  );
}

export function RedChart({ of }: { of: MetricsOf }) {
  const params = { ...of };
  return (
    <Board
      title="Red trunk"
      query="master_commit_red"
      params={params}
      answer={useRed(of)}
      nothing="No commit of the branch has had a job in this time."
    >
      {(rows, now) => {
        const days = lastDays(of.days, now);
        const red = rows.reduce((sum, row) => sum + row.red, 0);
        const settled = rows.reduce((sum, row) => sum + row.red + row.green, 0);
        return (
          <DayBars
            title={of.branch === "" ? "Red commits of the default branch" : "Red commits"}
            figure={
              <>
                <b>{percent(settled === 0 ? null : red / settled)}</b> red
              </>
            }
            label={`Commits by day: ${red} of ${settled} red`}
            series={[
              { label: "Red", tone: "bad" },
              { label: "Pending", tone: "warn" },
              { label: "Green", tone: "good" },
            ]}
            days={byDay(rows, days).map((row, index) => ({
              day: days[index] ?? "",
              values: [row?.red ?? 0, row?.pending ?? 0, row?.green ?? 0],
              words: `${dayWords(days[index] ?? "")}: ${row ? `${row.red} red, ${row.green} green, ${row.pending} pending` : "no commits"}`,
            }))}
          />
        );
      }}
    </Board>
  );
}

export function SignalChart({ of }: { of: MetricsOf }) {
  return (
    <Board
      title="Time to signal"
      query="time_to_signal"
      params={{ ...of }}
      answer={useTimeToSignal(of)}
      nothing="No commit's jobs have ended in this time."
    >
      {(rows, now) => {
        const days = lastDays(of.days, now);
        return (
          <DayLines
            title="Time to signal"
            figure={
              <>
                <b>{duration(weighted(rows, (row) => [row.p50_signal_seconds, row.commits]))}</b> half of the time
              </>
            }
            label="Time until a commit's first failure, or until all its jobs had ended, by day"
            series={[
              { label: "First failure or the end: half", tone: "accent" },
              { label: "nine in ten", tone: "second" },
              { label: "All jobs ended: half", tone: "quiet" },
            ]}
            topWords={duration}
            top={roundUpSeconds}
            days={byDay(rows, days).map((row, index) => ({
              day: days[index] ?? "",
              values: row
                ? [row.p50_signal_seconds, row.p90_signal_seconds, row.p50_total_seconds]
                : [null, null, null],
              words: `${dayWords(days[index] ?? "")}: ${
                row
                  ? `half of ${row.commits} commits knew within ${duration(row.p50_signal_seconds)}, nine in ten within ${duration(row.p90_signal_seconds)}; all jobs took ${duration(row.p50_total_seconds)}`
                  : "no commits"
              }`,
            }))}
          />
        );
      }}
    </Board>
  );
}

export function QueueChart({ of }: { of: MetricsOf }) {
  return (
    <Board
      title="Waiting for a runner"
      query="queue_times"
      params={{ repo: of.repo, days: of.days, by: "day" }}
      answer={useQueueTimes(of, "day")}
      nothing="No job has started in this time."
    >
      {(rows, now) => {
        const days = lastDays(of.days, now);
        return (
          <DayLines
            title="Waiting for a runner"
            figure={
              <>
                <b>{duration(weighted(rows, (row) => [row.p90_seconds, row.jobs]))}</b> at most for nine in ten
              </>
            }
            label="How long jobs waited for a runner, by day"
            series={[
              { label: "Half", tone: "accent" },
              { label: "Nine in ten", tone: "second" },
            ]}
            topWords={duration}
            top={roundUpSeconds}
            days={byDay(rows, days).map((row, index) => ({
              day: days[index] ?? "",
              values: row ? [row.p50_seconds, row.p90_seconds] : [null, null],
              words: `${dayWords(days[index] ?? "")}: ${
                row
                  ? `half of ${row.jobs.toLocaleString("en")} jobs waited up to ${duration(row.p50_seconds)}, nine in ten up to ${duration(row.p90_seconds)}`
                  : "no jobs"
              }`,
            }))}
          />
        );
      }}
    </Board>
  );
}
