/** The grid's screen: one page of a branch's commits, refreshed every minute, and every state it can be in. */
import Link from "next/link";
import { useDeferredValue, useMemo } from "react";
import { Failure, Notice, StaleNotice } from "components/frame/Failure";
import { NotFound } from "components/frame/NotFound";
import { parseFilter, shownColumns } from "components/hud/columns";
import { HudPane } from "components/hud/HudPane";
import { HudSkeleton } from "components/hud/HudSkeleton";
import { type HudPlace, HudToolbar } from "components/hud/HudToolbar";
import { countCells } from "components/hud/letters";
import { paths } from "lib/browser/paths";
import { useGrid } from "lib/browser/use_api";
import { useQueryState } from "lib/browser/use_query_state";
import styles from "components/hud/Hud.module.css";

const per_page_default = 50;

/** `found`: what the server knew when it sent the page. An unknown branch turns into its grid when it is heard of. */
export function Hud({ place, found }: { place: HudPlace; found: boolean }) {
  const { repo, branch, page } = place;
  const per_page = place.per_page ?? per_page_default;
  const { data: grid, error, mutate } = useGrid(repo, branch, page, per_page);
  const [filter, setFilter] = useQueryState("name_filter");
  // The box must keep up with the typing; 30,000 cells may come a moment later.
  const applied = useDeferredValue(filter);
  const parsed = useMemo(() => parseFilter(applied), [applied]);
  const columns = useMemo(() => shownColumns(grid?.jobNames ?? [], parsed), [grid, parsed]);
  const cells = useMemo(() => (grid ? countCells(grid, columns) : []), [grid, columns]);
  const retry = () => void mutate();

  if (!grid && (error ? error.problem === "not_found" : !found)) {
    return (
      <NotFound repo={repo} branch={branch} title={`Nothing has been heard of ${branch} in ${repo}`}>
        <p>It may be mistyped, or its first event has not arrived; this page becomes its grid as soon as one does.</p>
      </NotFound>
    );
  }
  return (
    <div className={styles.screen}>
      <HudToolbar
        place={place}
        filter={filter}
        onFilter={setFilter}
        problem={parsed.problem}
        sum={
          grid ? { commits: grid.shaGrid.length, jobs: grid.jobNames.length, jobs_shown: columns.length, cells } : null
        }
        has_older={grid?.shaGrid.length === per_page}
      />
      {grid && error && <StaleNotice error={error} onRetry={retry} />}
      {!grid && error && <Failure error={error} onRetry={retry} level={2} />}
      {!grid && !error && <HudSkeleton />}
      {grid?.shaGrid.length === 0 && (
        <Notice title={page === 0 ? "No commits yet" : "No commits this far back"} level={2}>
          <p>
            {page === 0
              ? "The branch is known, but no commit of it has been heard of: commits come with pushes and workflow runs."
              : "The HUD has heard of no older commits of this branch."}
          </p>
          {page > 0 && (
            <p>
              <Link href={paths.grid(repo, branch)}>To the newest commits</Link>
            </p>
          )}
        </Notice>
      )}
      {grid && grid.shaGrid.length > 0 && columns.length === 0 && (
        <p className={styles.hint} role="status">
          {grid.jobNames.length === 0
            ? "No job has run on these commits yet. If some have, is “Workflow jobs” ticked in the webhook's events?"
            : "No job's name matches the filter."}
        </p>
      )}
      {grid && grid.shaGrid.length > 0 && <HudPane repo={repo} branch={branch} grid={grid} columns={columns} />}
    </div>
  );
}
