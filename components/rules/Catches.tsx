/** What one rule has caught of late. */
import { Failure } from "components/frame/Failure";
import { DataTable } from "components/frame/DataTable";
import { Skeleton } from "components/frame/Skeleton";
import { failureColumns } from "components/rules/failure_columns";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { ruleCatches } from "clickhouse_queries/rule_catches/query";
import page from "components/frame/Page.module.css";

const days = 14;
const listed_max = 100;

export function Catches({ rule, repo }: { rule: string; repo: string | null }) {
  const params = { name: rule, repo: repo ?? "", days, limit: listed_max };
  const { data, error, mutate } = useSavedQuery<typeof ruleCatches>("rule_catches", params, { keep: false });
  return (
    <section className={page.section} aria-labelledby="catches">
      <h2 id="catches" className={page.heading}>
        What “{rule}” caught <span className={page.aside}>in {days} days, newest first</span>
      </h2>
      {!data &&
        (error ? (
          <Failure error={error} onRetry={() => void mutate()} level={2} />
        ) : (
          <Skeleton what="its catches" lines={3} />
        ))}
      {data?.length === 0 && <p className={page.muted}>Nothing.</p>}
      {data && data.length > 0 && (
        <DataTable
          label={`What ${rule} caught`}
          columns={failureColumns({ with_repo: repo === null })}
          rows={data}
          keyOf={({ repo: of, job_id }) => `${of} ${job_id}`}
        />
      )}
    </section>
  );
}
