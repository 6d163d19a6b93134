/** What the grid says when there is nothing to draw: no commits, or none left by filters. */
import Link from "next/link";
import { Notice } from "components/frame/Failure";
import type { HudPlace } from "components/hud/HudToolbar";
import { paths } from "lib/browser/paths";
import type { GridColumn } from "lib/model/grid_columns";
import type { GridSheet } from "lib/model/grid_sheet";
import styles from "components/hud/Hud.module.css";

export function NoCommits({ place: { repo, branch, page }, is_filtered }: { place: HudPlace; is_filtered: boolean }) {
  if (is_filtered) {
    return (
      <Notice title="No commit matches" level={2}>
        <p>No commit of this branch has that author and message. Both are looked for as parts, in any case.</p>
        <p>
          <Link href={paths.grid(repo, branch)}>Show all commits</Link>
        </p>
      </Notice>
    );
  }
  return (
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
  );
}

interface Props {
  sheet: GridSheet;
  rows: readonly number[];
  columns: readonly GridColumn[];
}

export function NothingLeft({ sheet, rows, columns }: Props) {
  if (columns.length > 0 && rows.length > 0) return null;
  return (
    <p className={styles.hint} role="status">
      {sheet.jobNames.length === 0
        ? "No job has run on these commits yet. If some have, is “Workflow jobs” ticked in the webhook's events?"
        : columns.length === 0
          ? "No job is left by the filter and what is hidden."
          : "Nothing that counts has failed on these commits."}
    </p>
  );
}
