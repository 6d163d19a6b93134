/** The slanted name over a column: whose it is, and by a click pinned, or unfolded where it is a group. */
import { memo } from "react";
import { shorten } from "components/hud/filter";
import type { GridColumn } from "lib/model/grid_columns";
import { type Provider, provider_labels } from "lib/model/provider";
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

/** In front of the names of what GitHub Actions did not run. */
export const provider_marks: Record<Provider, string> = { github: "", circleci: "◉", check: "✓", oot: "◆" };

export const ColumnName = memo(function ColumnName({ column, index, at, roomy, onToggle, onPin }: Props) {
  const { name, workflow, job, members, group, folded, pinned, unstable, provider, key } = column;
  const count = folded ? ` ×${members.length}` : "";
  const mark = provider_marks[provider];
  const words =
    roomy || workflow === "" ? (
      shorten(job, name_length_max - count.length)
    ) : (
      <>
        <span className={styles.workflow}>{shorten(workflow, 16)} / </span>
        {shorten(job, name_length_max - Math.min(workflow.length, 16) - 3 - count.length)}
      </>
    );
  const facts = [folded && `${members.length} jobs`, mark !== "" && provider_labels[provider], unstable && "unstable"];
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
        className={`${styles.slanted} ${folded ? styles.group : ""} ${unstable ? styles.unstable : ""}`}
        title={unfolds ? `${full}\nClick to unfold` : `${full}\nClick to ${pinned ? "let go" : "pin"}`}
        // Hundreds of stops would keep the keyboard from the grid: there, the card pins.
        tabIndex={unfolds ? 0 : -1}
        onClick={() => (unfolds ? onToggle(group) : onPin(key))}
      >
        {mark !== "" && <span className={styles.provider}>{mark} </span>}
        {words}
        {count}
      </button>
    </div>
  );
});
