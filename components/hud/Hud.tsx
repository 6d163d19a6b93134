/** The grid's screen: a branch's commits against their jobs, kept fresh, and every state it can be in. */
import Link from "next/link";
import { useRouter } from "next/router";
import { useDeferredValue, useMemo } from "react";
import { Failure, Notice, StaleNotice } from "components/frame/Failure";
import { NotFound } from "components/frame/NotFound";
import { parseFilter } from "components/hud/filter";
import { HudPane } from "components/hud/HudPane";
import { HudSkeleton } from "components/hud/HudSkeleton";
import { type HudPlace, HudToolbar } from "components/hud/HudToolbar";
import { countCells } from "components/hud/letters";
import { useView } from "components/hud/use_view";
import { paths } from "lib/browser/paths";
import { useGrid } from "lib/browser/use_grid";
import { bandsOf, columnFacts, layoutColumns } from "lib/model/grid_columns";
import { shownRows } from "lib/model/grid_rows";
import { joinPages } from "lib/model/grid_sheet";
import styles from "components/hud/Hud.module.css";

const per_page_default = 50;
const no_sheet = joinPages([]);

/** `found`: what the server knew when it sent the page. An unknown branch turns into its grid when it is heard of. */
export function Hud({ place, found }: { place: HudPlace; found: boolean }) {
  const { repo, branch, page } = place;
  const { asPath } = useRouter();
  const grid = useGrid(repo, branch, page, place.per_page ?? per_page_default);
  const view = useView();
  const sheet = grid.sheet ?? no_sheet;
  // The boxes must keep up with the typing; half a million cells may come a moment later.
  const name_filter = useDeferredValue(view.name_filter);
  const commit_filter = useDeferredValue(view.commits);
  const parsed = useMemo(() => parseFilter(name_filter), [name_filter]);
  const facts = useMemo(() => columnFacts(sheet), [sheet]);
  // With a filter that cannot be read, all: a mistyped one must not look like no jobs.
  const columns = useMemo(
    () => layoutColumns(sheet.jobNames, facts, view.columns, parsed.matches ?? (() => true)),
    [sheet.jobNames, facts, view.columns, parsed],
  );
  const bands = useMemo(() => bandsOf(columns, view.columns.grouping), [columns, view.columns.grouping]);
  const rows = useMemo(
    () => shownRows(sheet, columns, { text: commit_filter, failing: view.failing }),
    [sheet, columns, commit_filter, view.failing],
  );
  const cells = useMemo(() => countCells(sheet, rows, columns), [sheet, rows, columns]);
  const jobs_shown = useMemo(() => columns.reduce((sum, { members }) => sum + members.length, 0), [columns]);
  const highlighted = /#([0-9a-f]{7,64})$/.exec(asPath)?.[1] ?? null;

  if (!grid.sheet && (grid.error ? grid.error.problem === "not_found" : !found)) {
    return (
      <NotFound repo={repo} branch={branch} title={`Nothing has been heard of ${branch} in ${repo}`}>
        <p>It may be mistyped, or its first event has not arrived; this page becomes its grid as soon as one does.</p>
      </NotFound>
    );
  }
  const is_empty = grid.sheet?.commits.length === 0;
  return (
    <div className={styles.screen}>
      <HudToolbar
        place={place}
        view={view}
        problem={parsed.problem}
        sum={
          grid.sheet && {
            ...{ commits: sheet.commits.length, commits_shown: rows.length, jobs: sheet.jobNames.length },
            ...{ jobs_shown, cells },
          }
        }
        older_page={grid.more ? grid.next_page : null}
      />
      {grid.sheet && grid.error && <StaleNotice error={grid.error} onRetry={grid.retry} />}
      {!grid.sheet && grid.error && <Failure error={grid.error} onRetry={grid.retry} level={2} />}
      {!grid.sheet && !grid.error && <HudSkeleton />}
      {is_empty && (
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
      {grid.sheet && !is_empty && (columns.length === 0 || rows.length === 0) && (
        <p className={styles.hint} role="status">
          {sheet.jobNames.length === 0
            ? "No job has run on these commits yet. If some have, is “Workflow jobs” ticked in the webhook's events?"
            : columns.length === 0
              ? "No job is left by the filter and what is hidden."
              : "No commit is left by the filter."}
        </p>
      )}
      {grid.sheet && !is_empty && (
        <HudPane
          {...{ repo, branch, sheet, rows, columns, bands, highlighted }}
          onToggle={view.onToggle}
          onEnd={grid.more ? grid.loadMore : null}
          loading_more={grid.loading_more}
        />
      )}
    </div>
  );
}
