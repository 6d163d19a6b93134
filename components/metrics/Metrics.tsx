/** How a repository's CI does: how often trunk is red, how long people wait, what fails and what is slow. */
import Link from "next/link";
import { useRouter } from "next/router";
import { Failure, Notice } from "components/frame/Failure";
import { Choice } from "components/frame/Filters";
import { whole, word } from "components/frame/place";
import { RepoLinks } from "components/frame/RepoLinks";
import { RepoPicker } from "components/frame/RepoPicker";
import { Skeleton } from "components/frame/Skeleton";
import { JobTable, QueueTable, RunnerTable, WorkflowTable } from "components/metrics/MetricTables";
import { QueueChart, RedChart, SignalChart } from "components/metrics/MetricCharts";
import type { MetricsOf } from "components/metrics/queries";
import type { ApiError } from "lib/browser/fetch_json";
import { paths } from "lib/browser/paths";
import { useAddress } from "lib/browser/use_address";
import { useRepos } from "lib/browser/use_api";
import page from "components/frame/Page.module.css";
import styles from "components/metrics/Metrics.module.css";

const periods = [7, 30, 90] as const;
const days_default = 30;
const repo_name = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;

export function Metrics() {
  const { query } = useRouter();
  const change = useAddress();
  const asked = word(query, "repo") ?? "";
  const repo = repo_name.test(asked) ? asked : null;
  const days = periods.find((period) => period === whole(query, "days", { min: 1, max: 365 })) ?? days_default;
  const { data: repos, error, mutate } = useRepos();
  // Which branch is the default one is known only with the list of repositories; of some only others are known.
  const known = repos?.find((one) => one.repo === repo);
  const trunk = known?.branches[0] ?? null;
  const every = word(query, "branches") === "all" || (repos !== undefined && trunk === null);
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1 className={page.title}>Metrics</h1>
      </header>
      <div className={page.filters}>
        <div className={styles.picker}>
          <RepoPicker repo={repo} onChoose={(chosen) => change({ repo: chosen })} />
        </div>
        {repo !== null && (
          <>
            <Choice
              label="Period"
              options={periods.map((count) => ({ value: String(count), words: `${count} days` }))}
              value={String(days)}
              onChoose={(chosen) => change({ days: chosen === String(days_default) ? "" : chosen })}
            />
            <Choice
              label="Branches"
              options={[
                ...(every && trunk === null ? [] : [{ value: "trunk", words: trunk ?? "Default branch" }]),
                { value: "all", words: "Every branch" },
              ]}
              value={every ? "all" : "trunk"}
              onChoose={(chosen) => change({ branches: chosen === "all" ? "all" : "" })}
            />
          </>
        )}
      </div>
      {repo === null && <RepoLinks to={(one) => paths.metrics(one)} words="Metrics of which repository?" />}
      {repo !== null && repos && !known && (
        <Notice title={`Nothing has been heard of ${repo}`} level={2}>
          <p>
            Its metrics are here with its first job.{" "}
            <Link href={paths.setup(repo)}>What it sends, and how to connect it</Link>
          </p>
        </Notice>
      )}
      {repo !== null && known && <Boards of={{ repo, days, branch: every ? "" : (trunk ?? "") }} />}
      {repo !== null && !repos && <Waiting error={error} onRetry={() => void mutate()} />}
    </div>
  );
}

function Waiting({ error, onRetry }: { error: ApiError | undefined; onRetry: () => void }) {
  return error ? <Failure error={error} onRetry={onRetry} level={2} /> : <Skeleton what="the metrics" lines={14} />;
}

function Boards({ of }: { of: MetricsOf }) {
  return (
    <>
      <div className={styles.charts}>
        <RedChart of={of} />
        <SignalChart of={of} />
        <QueueChart of={of} />
      </div>
      <QueueTable of={of} />
      <WorkflowTable of={of} />
      <JobTable of={of} />
      <RunnerTable of={of} />
    </>
  );
}
