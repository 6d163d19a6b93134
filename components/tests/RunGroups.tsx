/** A test's runs by job or by branch: how reliable it is in each, and its latest runs there. */
import { DataTable, type DataColumn } from "components/frame/DataTable";
import { Time } from "components/frame/Time";
import { rateWords, type RunGroup } from "components/tests/history";
import { Strip } from "components/tests/Strip";
import page from "components/frame/Page.module.css";

const strip_max = 40;
const groups_max = 50;

export function RunGroups({ title, repo, groups }: { title: string; repo: string; groups: readonly RunGroup[] }) {
  const what = title.replace(/^By /, "");
  const columns: readonly DataColumn<RunGroup>[] = [
    { title: what === "job" ? "Job" : "Branch", cell: ({ name }) => name },
    { title: "Pass rate", numeric: true, cell: ({ pass_rate }) => <b>{rateWords(pass_rate)}</b> },
    { title: "Runs", numeric: true, cell: ({ runs }) => runs.toLocaleString("en") },
    { title: "Failed", numeric: true, cell: ({ failed }) => failed.toLocaleString("en") },
    { title: "Flaky", numeric: true, cell: ({ flaky }) => flaky.toLocaleString("en") },
    {
      title: "Last failed",
      cell: ({ last_failed_at }) =>
        last_failed_at === null ? <span className={page.muted}>never</span> : <Time iso={last_failed_at} />,
    },
    { title: "Latest runs", wide: true, cell: (group) => <LatestRuns repo={repo} group={group} /> },
  ];
  return (
    <section className={page.section} aria-labelledby={`by-${what}`}>
      <h2 id={`by-${what}`} className={page.heading}>
        {title} {groups.length > groups_max && <span className={page.aside}>the {groups_max} least reliable</span>}
      </h2>
      <DataTable label={title} columns={columns} rows={groups.slice(0, groups_max)} keyOf={({ name }) => name} />
    </section>
  );
}

function LatestRuns({ repo, group: { of } }: { repo: string; group: RunGroup }) {
  const runs = of.slice(0, strip_max);
  return (
    <Strip
      repo={repo}
      shas={runs.map(({ head_sha }) => head_sha)}
      statuses={runs.map(({ status }) => status)}
      times={runs.map(({ time }) => time)}
    />
  );
}
