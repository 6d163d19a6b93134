/** What neighbouring columns have in common: a heading under their names, by which groups are folded. */
import type { Band } from "lib/model/grid_columns";
import styles from "components/hud/HudHead.module.css";

/** A band of fewer columns has no room for its own name: its columns carry it. */
export const named_band_columns = 4;

interface Props {
  bands: readonly Band[];
  /** Columns that stay beside the commits. */
  pinned: number;
  /** The columns on the screen. */
  from: number;
  end: number;
  onToggle: (group: string) => void;
}

export function HudBands({ bands, pinned, from, end, onToggle }: Props) {
  const seen = bands.filter((band) => band.from >= pinned && band.from < end && band.from + band.count > from);
  const beside = bands.filter((band) => band.from < pinned);
  if (seen.length + beside.length === 0) return null;
  return (
    <div role="row" aria-rowindex={2} className={styles.bands}>
      {beside.length > 0 && (
        <div role="presentation" className={styles.beside}>
          {beside.map((band) => (
            <BandHead key={band.from} band={band} at={band.from} onToggle={onToggle} />
          ))}
        </div>
      )}
      <div role="presentation" className={styles.rest}>
        {seen.map((band) => (
          <BandHead key={band.from} band={band} at={band.from - pinned} onToggle={onToggle} />
        ))}
      </div>
    </div>
  );
}

interface BandProps {
  band: Band;
  /** Where it begins, in cells. */
  at: number;
  onToggle: (group: string) => void;
}

function BandHead({ band, at, onToggle }: BandProps) {
  return (
    <div
      role="columnheader"
      aria-colindex={band.from + 2}
      aria-colspan={band.count}
      aria-label={band.title || "No workflow"}
      className={styles.band}
      style={{ left: `calc(var(--cell) * ${at})`, width: `calc(var(--cell) * ${band.count})` }}
    >
      <BandName band={band} onToggle={onToggle} />
    </div>
  );
}

function BandName({ band: { title, count, group, folded }, onToggle }: Omit<BandProps, "at">) {
  const words = count >= named_band_columns ? title : "";
  if (group === null) {
    return (
      <span className={styles.band_name} title={title}>
        {words || <span className="visually-hidden">{title || "No workflow"}</span>}
      </span>
    );
  }
  const label = `${folded ? "Unfold" : "Fold"} ${group}`;
  return (
    <button
      type="button"
      className={`${styles.band_name} ${words === "" ? styles.narrow : ""}`}
      data-group={group}
      aria-expanded={!folded}
      aria-label={label}
      title={label}
      onClick={() => onToggle(group)}
    >
      {folded ? "+" : "−"}
      {words && ` ${words}`}
    </button>
  );
}
