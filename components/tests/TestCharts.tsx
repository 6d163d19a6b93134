/** One test over the days: what its runs came to, and how long they took. */
import { ChartPlace } from "components/charts/ChartPlace";
import { DayBars } from "components/charts/DayBars";
import { DayLines } from "components/charts/DayLines";
import { byDay, dayWords, lastDays, roundUpSeconds } from "components/charts/days";
import { rateWords } from "components/tests/history";
import { useTestTrend } from "components/tests/queries";
import type { TestIdentity } from "components/tests/test_name";
import { took } from "components/tests/took";
import { useNow } from "lib/browser/use_now";
import page from "components/frame/Page.module.css";
import styles from "components/tests/TestHistory.module.css";

export function TestCharts(params: TestIdentity & { repo: string; branch: string; days: number }) {
  const now = useNow();
  const { data, error } = useTestTrend(params);
  if (data?.length === 0 || (!data && error)) return null;
  if (now === null || !data) {
    return (
      <div className={styles.charts}>
        <ChartPlace what="the outcomes by day" />
        <ChartPlace what="the durations by day" />
      </div>
    );
  }
  const days = lastDays(params.days, now);
  const rows = byDay(data, days);
  const slowest = Math.max(0, ...data.map(({ p90_seconds }) => p90_seconds ?? 0));
  const dayAt = (index: number): string => days[index] ?? "";
  return (
    <div className={styles.charts}>
      <section className={page.card} aria-label="Outcomes by day">
        <DayBars
          title="Runs by day"
          label={`Runs by day: ${data.reduce((sum, { failures }) => sum + failures, 0)} failed of ${data.reduce((sum, { runs }) => sum + runs, 0)}`}
          series={[
            { label: "Failed", tone: "bad" },
            { label: "Flaky", tone: "warn" },
            { label: "Passed", tone: "good" },
            { label: "Skipped", tone: "quiet" },
          ]}
          days={rows.map((row, index) => ({
            day: dayAt(index),
            values: row ? [row.failures, row.flaky, row.successes, row.skipped] : [0, 0, 0, 0],
            words: `${dayWords(dayAt(index))}: ${row ? `${row.runs} runs, ${rateWords(row.pass_rate)} passed` : "no runs"}`,
          }))}
        />
      </section>
      <section className={page.card} aria-label="Duration by day">
        <DayLines
          title="Duration by day"
          label={`Duration by day: nine in ten took at most ${took(slowest)} on the slowest day`}
          series={[
            { label: "Half took no longer", tone: "accent" },
            { label: "Nine in ten took no longer", tone: "second" },
          ]}
          topWords={took}
          top={roundUpSeconds}
          days={rows.map((row, index) => ({
            day: dayAt(index),
            values: [row?.p50_seconds ?? null, row?.p90_seconds ?? null],
            words: `${dayWords(dayAt(index))}: ${row ? `half took ${took(row.p50_seconds)}, nine in ten ${took(row.p90_seconds)}` : "no runs"}`,
          }))}
        />
      </section>
    </div>
  );
}
