/** One out-of-tree backend's dashboard: how it does, what fails, and a page of its pull requests with their jobs. */
import { ootActivity } from "clickhouse_queries/oot_activity/query";
import { ootBackendFailures } from "clickhouse_queries/oot_backend_failures/query";
import { ootBackendJobs } from "clickhouse_queries/oot_backend_jobs/query";
import { ootBackendSubjects, type OotSubjectRow as SubjectRow } from "clickhouse_queries/oot_backend_subjects/query";
import { ootJobTrend, type OotJobTrendRow } from "clickhouse_queries/oot_job_trend/query";
import { ootPullTitles } from "clickhouse_queries/oot_pull_titles/query";
import type { OotRow } from "clickhouse_queries/oot_rows";
import { groupBy } from "lib/model/group_by";
import { byName, jobLabel } from "lib/model/oot";
import type { OotBackendAnswer, OotJob, OotJobTrend, OotSubject } from "lib/model/oot_answers";
import { bucketHours, fillTrend } from "lib/model/oot_trend";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { backendFacts, mergeBackend, upstreamsOf } from "lib/server/oot_backends";
import type { BackendQuery } from "lib/server/oot_query";
import type { Services } from "lib/server/services";

const per_page = 50;
const failures_max = 50;

/** @throws ApiError 404 when nothing is known of the backend. */
export async function ootBackend(
  services: Services,
  repo: string,
  query: BackendQuery,
  now_ms: number,
): Promise<OotBackendAnswer> {
  const { days, scope, upstream, job, conclusion, pr, page } = query;
  const period = { repo, days, upstream, job };
  const bucket_hours = bucketHours(days);
  const [facts, failures, trend, subjects] = await Promise.all([
    backendFacts(services, query, repo),
    ask(services, ootBackendFailures, { ...period, scope, pr, limit: failures_max + 1 }),
    ask(services, ootJobTrend, { ...period, scope, bucket_hours }),
    ask(services, ootBackendSubjects, { ...period, scope, pr, conclusion, limit: per_page, offset: page * per_page }),
  ]);
  const heard = facts.activity.length > 0 || facts.registered.length > 0;
  if (!heard && !(await isKnownBackend(services, repo))) throw unknownBackend(repo);

  const jobs = await jobsOf(services, subjects, period);
  const titles = await titlesOf(services, [...subjects, ...failures]);
  return {
    ...{ days, scope, upstream },
    upstreams: upstreamsOf(facts.activity),
    backend: mergeBackend(repo, facts, query, now_ms),
    repo_url: `${webOrigin(services.config.github.api_url)}/${repo}`,
    failures: failures
      .slice(0, failures_max)
      .map((row) => ({ ...ootJob(row), ...subjectOf(row, titles), head_sha: row.head_sha })),
    more_failures: failures.length > failures_max,
    jobs: jobTrends(trend, days, now_ms),
    rows: subjects.map((row) => ({ ...subjectOf(row, titles), jobs: jobs.get(subjectKey(row)) ?? [] })),
    ...{ page, per_page },
    total: subjects[0]?.total ?? 0,
  };
}

export const unknownBackend = (repo: string): ApiError =>
  new ApiError(404, `${repo} has reported nothing, and is not in the allowlist of out-of-tree backends`);

/** Whether it has ever been heard from, or is registered. */
export async function isKnownBackend(services: Services, repo: string): Promise<boolean> {
  const [registered, activity] = await Promise.all([
    services.oot_allowlist.registered(),
    ask(services, ootActivity, { repo, days: 365 }),
  ]);
  return activity.length > 0 || registered.some((backend) => backend.repo === repo);
}

/** What tells the rows of the matrix apart; a pull request's commits are one row. */
const subjectKey = ({ upstream_repo, pr, event_type, head_sha }: Omit<SubjectRow, "total" | "last_heard_at">): string =>
  JSON.stringify(pr === null ? [upstream_repo, event_type, head_sha] : [upstream_repo, pr]);

async function jobsOf(
  services: Services,
  subjects: readonly SubjectRow[],
  period: { repo: string; days: number; upstream: string; job: string },
): Promise<Map<string, OotJob[]>> {
  if (subjects.length === 0) return new Map();
  const prs = subjects.flatMap(({ pr }) => pr ?? []);
  const shas = subjects.flatMap(({ pr, head_sha }) => (pr === null ? [head_sha ?? ""] : []));
  const rows = await ask(services, ootBackendJobs, { ...period, prs, shas });
  const groups = groupBy(rows, subjectKey);
  return new Map([...groups].map(([key, members]) => [key, members.map(ootJob)]));
}

async function titlesOf(
  services: Services,
  subjects: readonly Pick<SubjectRow, "upstream_repo" | "pr">[],
): Promise<Map<string, string>> {
  const upstreams = [...new Set(subjects.flatMap(({ upstream_repo }) => upstream_repo ?? []))];
  const prs = [...new Set(subjects.flatMap(({ pr }) => pr ?? []))];
  if (upstreams.length === 0 || prs.length === 0) return new Map();
  const rows = await ask(services, ootPullTitles, { upstreams, prs });
  return new Map(rows.map(({ repo, number, title }) => [`${repo}#${number}`, title]));
}

function subjectOf(row: Omit<SubjectRow, "total">, titles: ReadonlyMap<string, string>): OotSubject {
  const { upstream_repo, pr, event_type, head_sha, last_heard_at } = row;
  const title = titles.get(`${upstream_repo}#${pr}`) ?? null;
  return { upstream_repo, pr, event_type, head_sha, title, last_heard_at };
}

function ootJob(row: OotRow): OotJob {
  const { delivery_id, event_type, head_sha, workflow_name, job_name, check_run_id, run_attempt, status } = row;
  const { conclusion, url, started_at, completed_at, queue_time, duration_s, artifact_url, environment } = row;
  const { tests_passed, tests_failed, tests_skipped, tests_total, last_heard_at } = row;
  return {
    ...{ delivery_id, event_type, head_sha, workflow_name, job_name, check_run_id, run_attempt, status },
    ...{ conclusion, url, started_at, completed_at, queue_time, duration_s, artifact_url, environment },
    ...{ tests_passed, tests_failed, tests_skipped, tests_total, last_heard_at },
  };
}

/** The worst pass rate first: what to look at. */
function jobTrends(rows: readonly OotJobTrendRow[], days: number, now_ms: number): OotJobTrend[] {
  return [...groupBy(rows, jobLabel).values()]
    .flatMap((members) => {
      const sum = members.find(({ is_total }) => is_total);
      if (!sum) return [];
      const { workflow_name, job_name, passed, total, p50_duration_s, p90_duration_s } = sum;
      const points = members
        .filter(({ is_total }) => !is_total)
        .map(({ bucket, ...point }) => ({
          ...{ from: bucket, passed: point.passed, total: point.total, p50_duration_s: point.p50_duration_s },
        }));
      const trend = fillTrend(points, days, now_ms);
      return [{ workflow_name, job_name, passed, total, p50_duration_s, p90_duration_s, trend }];
    })
    .sort((a, b) => a.passed / a.total - b.passed / b.total || byName(jobLabel(a), jobLabel(b)));
}

/** Where GitHub's pages are, given its API: https://api.github.com, or https://<host>/api/v3 of GitHub Enterprise. */
export const webOrigin = (api_url: string): string => new URL(api_url).origin.replace("//api.", "//");
