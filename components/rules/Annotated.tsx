/** What people said of failures, counted: where they speak often, rules or verdicts can learn from it. */
import { type DataColumn, DataTable } from "components/frame/DataTable";
import { Failure } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { Time } from "components/frame/Time";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { annotationCounts } from "clickhouse_queries/annotation_counts/query";
import type { RowOf } from "lib/model/saved_query";
import page from "components/frame/Page.module.css";

type Count = RowOf<typeof annotationCounts>;

const days = 30;

export function Annotated({ repo }: { repo: string | null }) {
  const params = { repo: repo ?? "", days };
  const { data, error, mutate } = useSavedQuery<typeof annotationCounts>("annotation_counts", params, { keep: false });
  return (
    <section className={page.section} aria-labelledby="annotated">
      <h2 id="annotated" className={page.heading}>
        What people said of failures{" "}
        <span className={page.aside}>on their jobs{repo !== null && ` of ${repo}`}; the newest word counts</span>
      </h2>
      {!data &&
        (error ? (
          <Failure error={error} onRetry={() => void mutate()} level={2} />
        ) : (
          <Skeleton what="what people said" lines={3} />
        ))}
      {data?.length === 0 && <p className={page.muted}>Nothing in {days} days.</p>}
      {data && data.length > 0 && (
        <DataTable
          label="What people said of failures"
          columns={columns}
          rows={data}
          keyOf={({ annotation }) => annotation}
        />
      )}
    </section>
  );
}

const columns: readonly DataColumn<Count>[] = [
  { title: "Verdict", cell: ({ annotation }) => annotation },
  { title: "14 days", numeric: true, cell: ({ failures_14d }) => failures_14d.toLocaleString("en") },
  { title: "30 days", numeric: true, cell: ({ failures }) => failures.toLocaleString("en") },
  { title: "Commits", numeric: true, hint: "In 30 days", cell: ({ commits }) => commits.toLocaleString("en") },
  { title: "Last", numeric: true, cell: ({ last_said }) => <Time iso={last_said} /> },
];
