/** The metrics of single things: workflows, jobs, runners, and the jobs that wait at this moment. */
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Button } from "components/frame/Button";
import { DataTable, type DataColumn } from "components/frame/DataTable";
import { Failure } from "components/frame/Failure";
import { Isolated } from "components/frame/Isolated";
import { Skeleton } from "components/frame/Skeleton";
import { percent } from "components/metrics/figures";
import {
  type JobReliability,
  type MetricsOf,
  type QueuedJob,
  type QueueTime,
  useQueuedJobs,
  useQueueTimes,
  useReliability,
  useWorkflowDurations,
  type WorkflowDuration,
} from "components/metrics/queries";
import type { ApiError } from "lib/browser/fetch_json";
import { api_paths, paths } from "lib/browser/paths";
import { duration } from "lib/browser/time";
import { type Provider, provider_labels } from "lib/model/provider";
import page from "components/frame/Page.module.css";
import styles from "components/metrics/Metrics.module.css";

const shown_first = 20;
const count = (number: number): string => number.toLocaleString("en");
const jobName = (workflow: string, job: string): string => (workflow === "" ? job : `${workflow} / ${job}`);

interface ListProps<Row> {
  id: string;
  title: string;
  aside: ReactNode;
  csv: string;
  answer: { data?: Row[] | undefined; error?: ApiError | undefined; mutate: () => unknown };
  columns: readonly DataColumn<Row>[];
  keyOf: (row: Row) => string;
  /** Shown in place of an empty table; null: nothing at all then. */
  nothing: string | null;
}

function List<Row>({
  id,
  title,
  aside,
  csv,
  answer: { data, error, mutate },
  columns,
  keyOf,
  nothing,
}: ListProps<Row>) {
  const [all, setAll] = useState(false);
  if (data?.length === 0 && nothing === null) return null;
  return (
    <section className={page.section} aria-labelledby={id}>
      <h2 id={id} className={page.heading}>
        {title} <span className={page.aside}>{aside}</span>
        <a className={styles.csv} href={csv} download>
          CSV
        </a>
      </h2>
      {!data && error && <Failure error={error} onRetry={() => void mutate()} level={2} />}
      {!data && !error && <Skeleton what={title} lines={4} />}
      {data?.length === 0 && <p className={page.muted}>{nothing}</p>}
      {data && data.length > 0 && (
        <DataTable label={title} columns={columns} rows={all ? data : data.slice(0, shown_first)} keyOf={keyOf} />
      )}
      {data && data.length > shown_first && !all && (
        <div className={styles.more}>
          <Button onClick={() => setAll(true)}>Show all {count(data.length)}</Button>
        </div>
      )}
    </section>
  );
}

export function WorkflowTable({ of }: { of: MetricsOf }) {
  const columns: readonly DataColumn<WorkflowDuration>[] = [
    {
      title: "Workflow",
      cell: ({ workflow_name, provider }) => (
        <>
          {workflow_name} <ProviderTag provider={provider} />
        </>
      ),
    },
    { title: "Half took up to", numeric: true, hint: "p50", cell: ({ p50_seconds }) => duration(p50_seconds) },
    { title: "Nine in ten", numeric: true, hint: "p90", cell: ({ p90_seconds }) => <b>{duration(p90_seconds)}</b> },
    { title: "99 in 100", numeric: true, hint: "p99", cell: ({ p99_seconds }) => duration(p99_seconds) },
    { title: "Runs", numeric: true, cell: ({ runs }) => count(runs) },
  ];
  return (
    <List
      id="durations"
      title="Duration of workflows"
      aside="of the runs that succeeded, slowest first"
      csv={api_paths.savedQuery("workflow_duration_percentile", { ...of }, "csv")}
      answer={useWorkflowDurations(of)}
      columns={columns}
      keyOf={({ workflow_name, provider }) => `${provider} ${workflow_name}`}
      nothing="No run has succeeded in this time."
    />
  );
}

export function JobTable({ of }: { of: MetricsOf }) {
  const columns: readonly DataColumn<JobReliability>[] = [
    {
      title: "Job",
      cell: ({ workflow_name, job_name, provider }) => (
        <>
          <Link
            href={paths.grid(of.repo, of.branch === "" ? null : of.branch, {
              name_filter: jobName(workflow_name, job_name),
            })}
            prefetch={false}
          >
            {jobName(workflow_name, job_name)}
          </Link>{" "}
          <ProviderTag provider={provider} />
        </>
      ),
    },
    { title: "Fails", wide: true, cell: ({ failure_rate }) => <Rate share={failure_rate} /> },
    { title: "Failures", numeric: true, cell: ({ failures }) => count(failures) },
    { title: "Verdicts", numeric: true, hint: "Neither cancelled nor skipped", cell: ({ total }) => count(total) },
  ];
  return (
    <List
      id="reliability"
      title="Reliability of jobs"
      aside="least reliable first"
      csv={api_paths.savedQuery("reliability", { ...of }, "csv")}
      answer={useReliability(of)}
      columns={columns}
      keyOf={({ workflow_name, job_name, provider }) => JSON.stringify([provider, workflow_name, job_name])}
      nothing="No job has come to a verdict in this time."
    />
  );
}

/** GitHub's own need no mention. */
function ProviderTag({ provider }: { provider: Provider }) {
  return provider === "github" ? null : <span className={page.aside}>{provider_labels[provider]}</span>;
}

function Rate({ share }: { share: number }) {
  return (
    <span className={styles.rate}>
      <b className={styles.percent}>{percent(share)}</b>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

export function RunnerTable({ of }: { of: MetricsOf }) {
  const columns: readonly DataColumn<QueueTime>[] = [
    {
      title: "Runner",
      cell: ({ runner }) => (runner === "" ? <span className={page.muted}>(no label)</span> : runner),
    },
    { title: "Half waited up to", numeric: true, cell: ({ p50_seconds }) => duration(p50_seconds) },
    { title: "Nine in ten", numeric: true, cell: ({ p90_seconds }) => <b>{duration(p90_seconds)}</b> },
    { title: "Longest", numeric: true, cell: ({ max_seconds }) => duration(max_seconds) },
    { title: "Jobs", numeric: true, cell: ({ jobs }) => count(jobs) },
  ];
  return (
    <List
      id="runners"
      title="Waiting by runner"
      aside="by the labels that jobs asked for"
      csv={api_paths.savedQuery("queue_times", { repo: of.repo, days: of.days, by: "labels" }, "csv")}
      answer={useQueueTimes(of, "labels")}
      columns={columns}
      keyOf={({ runner }) => runner}
      nothing="No job has started in this time."
    />
  );
}

/** Nothing at all while nothing waits. */
export function QueueTable({ of: { repo } }: { of: MetricsOf }) {
  const columns: readonly DataColumn<QueuedJob>[] = [
    {
      title: "Job",
      cell: ({ html_url, workflow_name, job_name }) =>
        html_url === null ? (
          jobName(workflow_name, job_name)
        ) : (
          <a href={html_url} target="_blank" rel="noreferrer">
            {jobName(workflow_name, job_name)}
          </a>
        ),
    },
    { title: "Waits for", numeric: true, cell: ({ queue_seconds }) => <b>{duration(queue_seconds)}</b> },
    { title: "Runner", cell: ({ labels }) => labels.join(" ") },
    {
      title: "Commit",
      cell: ({ head_sha, head_branch }) => (
        <>
          <Link href={paths.commit(repo, head_sha)} prefetch={false}>
            {head_sha.slice(0, 7)}
          </Link>{" "}
          <span className={page.muted}>
            <Isolated text={head_branch ?? ""} />
          </span>
        </>
      ),
    },
  ];
  return (
    <List
      id="queued"
      title="Waiting now"
      aside="longest first"
      csv={api_paths.savedQuery("queued_jobs", { repo }, "csv")}
      answer={useQueuedJobs(repo)}
      columns={columns}
      keyOf={({ id }) => String(id)}
      nothing={null}
    />
  );
}
