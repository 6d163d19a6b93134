/** The page of all out-of-tree backends: which there are, how they do, and how to become one. */
import { useRouter } from "next/router";
import { Failure, StaleNotice } from "components/frame/Failure";
import { SelectFilter, TextFilter } from "components/frame/Filters";
import { Skeleton } from "components/frame/Skeleton";
import { word } from "components/frame/place";
import { BackendTable } from "components/oot/BackendTable";
import { PeriodFilters } from "components/oot/Filters";
import { HowToReport } from "components/oot/HowToReport";
import { filterBackends, parseSort, sortBackends, sortText } from "components/oot/sorting";
import { useAddress } from "lib/browser/use_address";
import { periodView, withoutDefaults } from "components/oot/view";
import { api_paths } from "lib/browser/paths";
import { useOotBackends } from "lib/browser/use_oot";
import styles from "components/frame/Page.module.css";
import table from "components/oot/BackendTable.module.css";

const sort_options = [
  { value: "name", words: "By name" },
  { value: "pass_rate", words: "Lowest pass rate first" },
  { value: "-failed", words: "Most failures first" },
  { value: "-last_run", words: "Newest run first" },
  { value: "last_run", words: "Oldest run first" },
  { value: "-duration", words: "Slowest first" },
  { value: "-queue", words: "Longest queue first" },
];

export function OotBackends() {
  const { query } = useRouter();
  const change = useAddress();
  const view = periodView(query);
  const asked = withoutDefaults(view);
  const { data, error, mutate } = useOotBackends(asked);
  const retry = () => void mutate();
  const text = word(query, "q") ?? "";
  const sort = parseSort(word(query, "sort") ?? "");

  if (!data) {
    return (
      <>
        <h1 className="visually-hidden">Out-of-tree backends</h1>
        {error ? <Failure error={error} onRetry={retry} /> : <Skeleton what="the backends" />}
      </>
    );
  }
  if (data.backends.length === 0 && view.upstream === "") return <HowToReport />;
  const shown = sortBackends(filterBackends(data.backends, text), sort);
  return (
    <>
      {error && <StaleNotice error={error} onRetry={retry} />}
      <div className={`${styles.page} ${styles.wide}`}>
        <header className={styles.head}>
          <h1 className={styles.title}>
            Out-of-tree backends <span className={styles.count}>{data.backends.length}</span>
          </h1>
          <a className={styles.action} href={api_paths.ootBackends({ ...asked, format: "csv" })} download>
            Download CSV
          </a>
        </header>
        <div className={styles.filters}>
          <PeriodFilters view={view} upstreams={data.upstreams} onChange={change} />
          <TextFilter
            label="Filter backends by name, level, device or on-call"
            placeholder="Filter backends…"
            value={text}
            onType={(q) => change({ q })}
          />
          <span className={table.sorting}>
            <SelectFilter
              label="Sort by"
              every="By level"
              options={sort_options}
              value={sortText(sort)}
              onChoose={(next) => change({ sort: next })}
            />
          </span>
        </div>
        {shown.length === 0 ? (
          <p className={styles.nothing}>
            {text === ""
              ? `No backend has reported on ${view.upstream} within 90 days.`
              : `No backend is like “${text}”.`}
          </p>
        ) : (
          <BackendTable backends={shown} sort={sort} onSort={(next) => change({ sort: sortText(next) })} />
        )}
        <p className={styles.legend}>
          The pass rate is of the jobs that passed, failed or timed out; of a job that was run again the newest attempt
          counts. Cancelled jobs, and those still in progress, are no evidence.
        </p>
      </div>
    </>
  );
}
