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
}

export const HudTable = memo(function HudTable({ repo, branch, grid, columns }: Props) {
  return (
    <table className={styles.table} style={{ "--columns": columns.length }}>
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
          />
        ))}
      </tbody>
    </table>
  );
});
