/** The grid's head: slanted names of the columns on the screen, and under them what they have in common. */
import { memo } from "react";
import { shorten } from "components/hud/filter";
import { chunk_columns } from "components/hud/use_viewport";
import type { Band, GridColumn } from "lib/model/grid_columns";
import styles from "components/hud/HudTable.module.css";

interface Props {
  columns: readonly GridColumn[];
  bands: readonly Band[];
  first_chunk: number;
  end_chunk: number;
  onToggle: (group: string) => void;
}

/** A band of fewer columns has no room for its own name: its columns carry it. */
const named_band_columns = 4;
const name_length_max = 35;

export const HudHead = memo(function HudHead({ columns, bands, first_chunk, end_chunk, onToggle }: Props) {
  const from = first_chunk * chunk_columns;
  const end = Math.min(end_chunk * chunk_columns, columns.length);
  const seen = bands.filter((band) => band.from < end && band.from + band.count > from);
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.names}>
        <div role="columnheader" aria-colindex={1} className={styles.corner}>
          <span>Age</span>
          <span className={styles.corner_sha}>Commit</span>
          <span className={styles.title} />
          <span className={styles.pull}>PR</span>
          <span className={styles.author}>Author</span>
        </div>
        {seen.flatMap((band) =>
          columns
            .slice(Math.max(band.from, from), Math.min(band.from + band.count, end))
            .map((column, index) => (
              <Name
                key={column.key}
                column={column}
                index={Math.max(band.from, from) + index}
                roomy={band.count >= named_band_columns}
                onToggle={onToggle}
              />
            )),
        )}
      </div>
      {seen.length > 0 && (
        <div role="row" aria-rowindex={2} className={styles.bands}>
          {seen.map((band) => (
            <div
              key={band.from}
              role="columnheader"
              aria-colindex={band.from + 2}
              aria-colspan={band.count}
              aria-label={band.title || "No workflow"}
              className={styles.band}
              style={{
                left: `calc(var(--commit) + var(--cell) * ${band.from})`,
                width: `calc(var(--cell) * ${band.count})`,
              }}
            >
              <BandName band={band} onToggle={onToggle} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
});

function BandName({ band: { title, count, group, folded }, onToggle }: { band: Band; onToggle: Props["onToggle"] }) {
  const words = count >= named_band_columns ? title : "";
  if (group === null) {
    return (
      <span className={styles.band_name} title={title}>
        {words}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={styles.band_name}
      aria-expanded={!folded}
      aria-label={`${folded ? "Unfold" : "Fold"} ${group}`}
      title={`${folded ? "Unfold" : "Fold"} ${group}`}
      onClick={() => onToggle(group)}
    >
      {folded ? "+" : "−"} {words}
    </button>
  );
}

interface NameProps {
  column: GridColumn;
  index: number;
  /** Whether the band under it has the workflow's name. */
  roomy: boolean;
  onToggle: Props["onToggle"];
}

const Name = memo(function Name({ column, index, roomy, onToggle }: NameProps) {
  const { name, workflow, job, members, group, folded } = column;
  const count = folded ? ` ×${members.length}` : "";
  const words =
    roomy || workflow === "" ? (
      shorten(job, name_length_max - count.length)
    ) : (
      <>
        <span className={styles.workflow}>{shorten(workflow, 16)} / </span>
        {shorten(job, name_length_max - Math.min(workflow.length, 16) - 3 - count.length)}
      </>
    );
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-label={folded ? `${name}, ${members.length} jobs` : name}
      className={styles.job}
      style={{ left: `calc(var(--commit) + var(--cell) * ${index})` }}
    >
      {folded && group !== null ? (
        <button
          type="button"
          className={`${styles.slanted} ${styles.group}`}
          title={`Unfold ${name}`}
          aria-label={`Unfold ${name}`}
          onClick={() => onToggle(group)}
        >
          {words}
          {count}
        </button>
      ) : (
        <span className={styles.slanted} title={name}>
          {words}
        </span>
      )}
    </div>
  );
});
