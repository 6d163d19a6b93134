/** One backend's page: how it does, what fails, each job over time, and its pull requests against its jobs. */
import Link from "next/link";
import { useRouter } from "next/router";
import { Fragment } from "react";
import { Copyable } from "components/frame/Copyable";
import { Failure, Notice, StaleNotice } from "components/frame/Failure";
import { SelectFilter, TextFilter } from "components/frame/Filters";
import { Skeleton } from "components/frame/Skeleton";
import { BackendHead } from "components/oot/BackendHead";
import { FailureList } from "components/oot/FailureList";
import { PeriodFilters } from "components/oot/Filters";
import { JobTrends } from "components/oot/JobTrends";
import { Matrix } from "components/oot/Matrix";
import { Pager } from "components/oot/Pager";
import { useAddress } from "lib/browser/use_address";
import { useOrigin } from "lib/browser/use_origin";
import { backendView, type BackendView, withoutDefaults } from "components/oot/view";
import { api_paths, paths } from "lib/browser/paths";
import { useOotBackend } from "lib/browser/use_oot";
import { marks, tones } from "lib/model/mark";
import { oot_scopes, scope_labels } from "lib/model/oot";
import type { OotBackendAnswer } from "lib/model/oot_answers";
import styles from "components/frame/Page.module.css";

/** What a job can come to; flaky and none are the grid's words. */
const conclusion_options = tones
  .filter((tone) => tone !== "flaky" && tone !== "none")
  .map((tone) => ({ value: tone, words: marks[tone].label }));

export function OotBackend({ repo, found }: { repo: string; found: boolean }) {
  const { query } = useRouter();
  const view = backendView(query);
  const { data, error, mutate } = useOotBackend(repo, withoutDefaults(view));
  const retry = () => void mutate();
  if (!data && (error ? error.problem === "not_found" : !found)) return <UnknownBackend repo={repo} />;
  if (!data) {
    return (
      <>
        <h1 className="visually-hidden">{repo}</h1>
        {error ? <Failure error={error} onRetry={retry} /> : <Skeleton what="the backend" lines={14} />}
      </>
    );
  }
  return (
    <>
      {error && <StaleNotice error={error} onRetry={retry} />}
      <div className={`${styles.page} ${styles.wide}`}>
        <BackendHead backend={data.backend} repo_url={data.repo_url} />
        <BackendFilters view={view} answer={data} />
        <FailureList failures={data.failures} more={data.more_failures} />
        <JobTrends jobs={data.jobs} />
        <MatrixSection view={view} answer={data} />
        <Badge repo={repo} />
      </div>
    </>
  );
}

function BackendFilters({ view, answer }: { view: BackendView; answer: OotBackendAnswer }) {
  const change = useAddress();
  return (
    <div className={styles.filters}>
      <PeriodFilters view={view} upstreams={answer.upstreams} onChange={change} />
      <TextFilter
        label="Filter jobs by name"
        placeholder="Filter jobs…"
        value={view.job}
        onType={(job) => change({ job, page: "" })}
      />
      <SelectFilter
        label="Conclusion"
        every="Any conclusion"
        options={conclusion_options}
        value={view.conclusion}
        onChoose={(conclusion) => change({ conclusion, page: "" })}
      />
      {view.scope === "pull_request" && (
        <TextFilter
          label="Pull request number"
          placeholder="PR number"
          numeric
          value={view.pr === 0 ? "" : String(view.pr)}
          onType={(pr) => change({ pr, page: "" })}
        />
      )}
    </div>
  );
}

function MatrixSection({ view, answer }: { view: BackendView; answer: OotBackendAnswer }) {
  const { rows, total, page, per_page, backend } = answer;
  const narrowed = view.job !== "" || view.conclusion !== "" || view.pr !== 0 || view.upstream !== "";
  return (
    <section className={styles.section} aria-labelledby="matrix">
      <h2 id="matrix" className={styles.heading}>
        {scope_labels[view.scope]} × jobs
        {total > 0 && (
          <span className={styles.aside}>
            {page * per_page + 1}–{page * per_page + rows.length} of {total.toLocaleString("en")}, newest activity first
          </span>
        )}
        <Pager repo={backend.repo} view={view} has_older={(page + 1) * per_page < total} />
      </h2>
      {rows.length > 0 ? (
        <Matrix rows={rows} />
      ) : (
        <p className={styles.nothing}>
          {page > 0
            ? "Nothing this far back."
            : narrowed
              ? "Nothing is like that within this period."
              : `Nothing was reported within this period${view.scope === "pull_request" ? " on pull requests" : ""}.`}
          {page === 0 && !narrowed && backend.last_run !== null && <OtherScopes repo={backend.repo} view={view} />}
        </p>
      )}
    </section>
  );
}

/** A backend may report on nightly runs alone: whoever looks at pull requests should not take it for idle. */
function OtherScopes({ repo, view }: { repo: string; view: BackendView }) {
  const others = oot_scopes.filter((scope) => scope !== view.scope);
  return (
    <>
      {" It does report: see "}
      {others.map((scope, index) => (
        <Fragment key={scope}>
          {index > 0 && " or "}
          <Link href={paths.ootBackend(repo, withoutDefaults({ ...view, scope }))}>
            {scope_labels[scope].toLowerCase()}
          </Link>
        </Fragment>
      ))}
      .
    </>
  );
}

function Badge({ repo }: { repo: string }) {
  const origin = useOrigin();
  const badge = `${origin}${api_paths.ootBadge(repo)}`;
  return (
    <section className={styles.section} aria-labelledby="badge">
      <h2 id="badge" className={styles.heading}>
        Badge <img src={api_paths.ootBadge(repo)} alt="Pass rate over seven days" height={20} />
      </h2>
      <Copyable
        text={`[![Out-of-tree CI](${badge})](${origin}${paths.ootBackend(repo)})`}
        what="the badge, for a README"
      />
    </section>
  );
}

function UnknownBackend({ repo }: { repo: string }) {
  return (
    <Notice title={`Nothing has been heard of the backend ${repo}`}>
      <p>
        A backend appears with the first result that the relay posts for it, or when it is in the allowlist; this page
        shows it as soon as one is. Is the name that of the backend&apos;s own repository, not the upstream&apos;s?
      </p>
      <p>
        <Link href={paths.ootBackends()}>All backends</Link>
      </p>
    </Notice>
  );
}
