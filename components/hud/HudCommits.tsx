/** The commits beside their cells, and the cells of pinned columns: one layer that stays when one scrolls sideways. */
import { memo } from "react";
import { Isolated } from "components/frame/Isolated";
import { Time } from "components/frame/Time";
import { Chunk } from "components/hud/HudCells";
import { paths } from "lib/browser/paths";
import type { GridCommit } from "lib/model/grid";
import type { RowState } from "lib/model/grid_rows";
import styles from "components/hud/HudCommits.module.css";

interface Props {
  repo: string;
  commit: GridCommit;
  /** Among the rows that are shown. */
  row: number;
  state: RowState;
  /** Of the pinned columns. */
  codes: string;
  /** The column that the keyboard is at, -1 for the commit's own; null for none of these. */
  active: number | null;
  card: boolean;
  highlighted: boolean;
}

/** The row is elsewhere in the document, and owns these by their name. */
export const commitId = (sha: string): string => `commit-${sha}`;

/** Plain links and a button without a handler: their clicks are the pane's, where one handler serves all. */
export const HudCommit = memo(function HudCommit(props: Props) {
  const { repo, commit, row, state, codes, active, card, highlighted } = props;
  const { sha, time, commitTitle: title, author, prNum } = commit;
  const href = paths.commit(repo, sha);
  return (
    <div
      id={commitId(sha)}
      role="presentation"
      data-sha={sha}
      className={highlighted ? `${styles.line} ${styles.highlighted}` : styles.line}
      style={{ top: `calc(var(--row) * ${row})` }}
    >
      <div role="rowheader" aria-colindex={1} className={`${styles.commit} ${styles[state]}`}>
        <span className={styles.time}>
          <Time iso={time} short />
        </span>
        <a
          href={href}
          className={styles.sha}
          tabIndex={active === -1 ? 0 : -1}
          data-active={active === -1 ? true : undefined}
        >
          {sha.slice(0, 7)}
        </a>
        <a href={href} className={styles.title} title={title} tabIndex={-1}>
          <Isolated text={title || "(not described yet)"} />
        </a>
        <button
          type="button"
          className={styles.link}
          aria-label={`Copy the link to commit ${sha.slice(0, 7)}`}
          title="Copy the link to this commit (y)"
          tabIndex={-1}
          data-copy-link
        />
        {prNum === null ? (
          <span />
        ) : (
          <a href={paths.pull(repo, prNum)} className={styles.pull} tabIndex={-1}>
            #{prNum}
          </a>
        )}
        <span className={styles.author} title={author}>
          <Isolated text={author} />
        </span>
      </div>
      {codes !== "" && (
        <div className={styles.pins} role="presentation">
          <Chunk from={0} at={0} codes={codes} active={active} pinned={card} />
        </div>
      )}
    </div>
  );
});
