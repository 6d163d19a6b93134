/** Failures that no rule explains: what to write the next rule for. */
import { useState } from "react";
import { Button } from "components/frame/Button";
import { DataTable } from "components/frame/DataTable";
import { failureColumns } from "components/rules/failure_columns";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { unclassifiedFailures } from "clickhouse_queries/unclassified_failures/query";
import page from "components/frame/Page.module.css";

const days = 14;
const listed_max = 100;
const first_shown = 8;

/** `count`: of all repositories; null while it is not known. */
export function Unclassified({ repo, count }: { repo: string | null; count: number | null }) {
  const [all, setAll] = useState(false);
  const { data } = useSavedQuery<typeof unclassifiedFailures>("unclassified_failures", {
    repo: repo ?? "",
    days,
    limit: listed_max,
  });
  if (!data) return null;
  const shown = all ? data : data.slice(0, first_shown);
  const known = repo === null && count !== null ? Math.max(count, data.length) : data.length;
  return (
    <section className={page.section} aria-labelledby="unclassified">
      <h2 id="unclassified" className={page.heading}>
        Failures that no rule explains{" "}
        <span className={page.aside}>
          {known.toLocaleString("en")}
          {known === listed_max && repo !== null && " or more"} in {days} days
        </span>
      </h2>
      {data.length === 0 ? (
        <p className={page.muted}>None: every failed log of these days was explained.</p>
      ) : (
        <DataTable
          label="Failures that no rule explains"
          columns={failureColumns({ with_repo: repo === null })}
          rows={shown}
          keyOf={({ repo: of, job_id }) => `${of} ${job_id}`}
        />
      )}
      {shown.length < data.length && (
        <Button onClick={() => setAll(true)}>Show {data.length - shown.length} more</Button>
      )}
    </section>
  );
}
