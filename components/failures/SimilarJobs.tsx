/** Similar failures as each job has them, all of the period: how many, on how many commits, since when. */
import Link from "next/link";
import { type DataColumn, DataTable } from "components/frame/DataTable";
import { Failure } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { Time } from "components/frame/Time";
import { paths } from "lib/browser/paths";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { similarFailuresByJob } from "clickhouse_queries/similar_failures_by_job/query";
import type { RowOf } from "lib/model/saved_query";
import page from "components/frame/Page.module.css";

type SimilarJob = RowOf<typeof similarFailuresByJob>;

const listed_max = 200;

export function SimilarJobs({ repo, capture, days }: { repo: string; capture: string; days: number }) {
  const { data, error, mutate } = useSavedQuery<typeof similarFailuresByJob>("similar_failures_by_job", {
    ...{ repo, capture, days, limit: listed_max },
  });
  return (
    <section className={page.section} aria-labelledby="similar-jobs">
      <h2 id="similar-jobs" className={page.heading}>
        By job
        {data?.length === listed_max && (
          <span className={page.aside}> the {listed_max} that it happened to most often</span>
        )}
      </h2>
      {!data &&
        (error ? (
          <Failure error={error} onRetry={() => void mutate()} level={2} />
        ) : (
          <Skeleton what="the jobs" lines={3} />
        ))}
      {data && (
        <DataTable label="Similar failures by job" columns={columns(repo)} rows={data} keyOf={({ name }) => name} />
      )}
    </section>
  );
}

const columns = (repo: string): readonly DataColumn<SimilarJob>[] => [
  { title: "Job", cell: ({ name }) => name },
  { title: "Failures", numeric: true, cell: ({ failures }) => failures.toLocaleString("en") },
  { title: "Commits", numeric: true, cell: ({ commits }) => commits.toLocaleString("en") },
  {
    title: "First seen",
    cell: (row) => <Seen repo={repo} job_id={row.first_job_id} line_num={row.first_line_num} at={row.first_seen} />,
  },
  {
    title: "Last seen",
    cell: (row) => <Seen repo={repo} job_id={row.last_job_id} line_num={row.last_line_num} at={row.last_seen} />,
  },
];

interface SeenProps {
  repo: string;
  job_id: number;
  line_num: number | null;
  at: string;
}

function Seen({ repo, job_id, line_num, at }: SeenProps) {
  const lines = line_num === null ? null : { first: line_num, last: line_num };
  return (
    <Link href={paths.job(repo, job_id, lines)} prefetch={false}>
      <Time iso={at} />
    </Link>
  );
}
