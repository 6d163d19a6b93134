/** The commit × job table. It knows nothing of the pointer: hovering must not draw it again. */
import { memo } from "react";
import { bands, type Column } from "components/hud/columns";
import { HudHead } from "components/hud/HudHead";
import { HudRow } from "components/hud/HudRow";
import { letters } from "components/hud/letters";
import type { HudGrid } from "lib/model/grid";
import styles from "components/hud/HudTable.module.css";

interface Props {
  repo: string;
  branch: string;
  grid: HudGrid;
  columns: readonly Column[];
  /** The cell whose card is pinned. */
  pinned_sha: string | null;
  pinned_name: string | null;
}

export const HudTable = memo(function HudTable(props: Props) {
  const { repo, branch, grid, columns, pinned_sha, pinned_name } = props;
  const pinned = columns.findIndex(({ name }) => name === pinned_name);
  return (
    <table
      className={styles.table}
      style={{ width: `calc(var(--commit) + ${columns.length} * var(--cell) + var(--tail))` }}
    >
      <caption className="visually-hidden">
        Commits of {repo}, branch {branch}, newest first, against their jobs
      </caption>
      <colgroup>
        <col className={styles.commit_column} />
        <col span={Math.max(1, columns.length)} className={styles.job_column} />
        <col className={styles.tail_column} />
      </colgroup>
      <HudHead bands={bands(columns)} />
      <tbody>
        {grid.shaGrid.map((row) => (
          <HudRow
            key={row.sha}
            repo={repo}
            sha={row.sha}
            time={row.time}
            title={row.commitTitle}
            author={row.author}
            pull={row.prNum}
            letters={letters(row, columns)}
            pinned={row.sha === pinned_sha ? pinned : null}
          />
        ))}
      </tbody>
    </table>
  );
});
