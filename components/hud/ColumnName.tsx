/** The slanted name over a column: whose it is, and by a click pinned, or unfolded where it is a group. */
import { memo } from "react";
import { shorten } from "components/hud/filter";
import { ProviderMark } from "components/hud/ProviderMark";
import type { GridColumn } from "lib/model/grid_columns";
import { provider_labels } from "lib/model/provider";
import styles from "components/hud/HudHead.module.css";

interface Props {
  column: GridColumn;
  /** Among all columns. */
  index: number;
  /** Where it is, in cells. */
  at: number;
  /** Whether the band under it has the workflow's name. */
  roomy: boolean;
  onToggle: (group: string) => void;
  onPin: (key: string) => void;
}

const name_length_max = 38;
/** Letters that a provider's mark takes the place of. */
const mark_length = 3;

export const ColumnName = memo(function ColumnName({ column, index, at, roomy, onToggle, onPin }: Props) {
  const { name, workflow, job, members, group, folded, pinned, unstable, provider, key } = column;
  const count = folded ? ` ×${members.length}` : "";
  const is_marked = provider !== "github";
  const room = name_length_max - count.length - (is_marked ? mark_length : 0);
  const words =
    roomy || workflow === "" ? (
      shorten(job, room)
    ) : (
      <>
        <span className={styles.workflow}>{shorten(workflow, 16)} / </span>
        {shorten(job, room - Math.min(workflow.length, 16) - 3)}
      </>
    );
  const facts = [folded && `${members.length} jobs`, is_marked && provider_labels[provider], unstable && "unstable"];
  const full = [name, ...facts.filter((fact) => fact !== false)].join(", ");
  const unfolds = folded && group !== null;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-label={full}
      className={styles.job}
      style={{ left: `calc(var(--cell) * ${at})` }}
    >
      <button
        type="button"
        className={`${styles.slanted} ${is_marked ? styles.marked : ""} ${folded ? styles.group : ""} ${unstable ? styles.unstable : ""}`}
        title={unfolds ? `${full}\nClick to unfold` : `${full}\nClick to ${pinned ? "let go" : "pin"}`}
        // Hundreds of stops would keep the keyboard from the grid: there, the card pins.
        tabIndex={unfolds ? 0 : -1}
        data-group={unfolds ? group : undefined}
        aria-expanded={unfolds ? false : undefined}
        onClick={() => (unfolds ? onToggle(group) : onPin(key))}
      >
        {words}
        {count}
      </button>
      {is_marked && <ProviderMark provider={provider} />}
    </div>
  );
});
