/** Failures that no rule explains: what to write the next rule for. */
import { useState } from "react";
import { Button } from "components/frame/Button";
import { DataTable } from "components/frame/DataTable";
import { Failure } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { failureColumns } from "components/rules/failure_columns";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { unclassifiedFailures } from "clickhouse_queries/unclassified_failures/query";
import page from "components/frame/Page.module.css";

const days = 14;
const listed_max = 100;
const first_shown = 8;

/** `count`: how many there are in all; null while it is not known. */
export function Unclassified({ repo, count }: { repo: string | null; count: number | null }) {
  const [all, setAll] = useState(false);
  const { data, error, mutate } = useSavedQuery<typeof unclassifiedFailures>("unclassified_failures", {
    repo: repo ?? "",
    days,
    limit: listed_max,
  });
  const retry = () => void mutate();
  return (
    <section className={page.section} aria-labelledby="unclassified">
      <h2 id="unclassified" className={page.heading}>
        Failures that no rule explains {data && <span className={page.aside}>{howMany(data.length, count)}</span>}
      </h2>
      {!data &&
        (error ? (
          <Failure error={error} onRetry={retry} level={2} />
        ) : (
          <Skeleton what="the failures that no rule explains" lines={3} />
        ))}
      {data?.length === 0 && <p className={page.muted}>None: every failed log of these days was explained.</p>}
      {data && data.length > 0 && (
        <DataTable
          label="Failures that no rule explains"
          columns={failureColumns({ with_repo: repo === null })}
          rows={all ? data : data.slice(0, first_shown)}
          keyOf={({ repo: of, job_id }) => `${of} ${job_id}`}
        />
      )}
      {data && !all && data.length > first_shown && (
        <Button onClick={() => setAll(true)}>Show {data.length - first_shown} more</Button>
      )}
    </section>
  );
}

/** @param count all that there are; null while it is not known, and then a full list may not be the whole. */
function howMany(listed: number, count: number | null): string {
  const known = Math.max(count ?? 0, listed);
  const more = known === listed_max && count === null ? " or more" : "";
  return `${known.toLocaleString("en")}${more} in ${days} days`;
}
