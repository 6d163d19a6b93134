/** The grid's head: slanted names of the columns on the screen, and under them what they have in common. */
import { memo, useRef } from "react";
import { ColumnName } from "components/hud/ColumnName";
import { HudBands, named_band_columns } from "components/hud/HudBands";
import { useToggledFocus } from "components/hud/use_toggled_focus";
import { chunk_columns } from "components/hud/use_viewport";
import type { Band, GridColumn } from "lib/model/grid_columns";
import styles from "components/hud/HudHead.module.css";

export interface HeadActions {
  onToggle: (group: string) => void;
  /** Pins the column, or lets go of it. */
  onPin: (key: string) => void;
}

interface Props extends HeadActions {
  columns: readonly GridColumn[];
  bands: readonly Band[];
  /** Columns that stay beside the commits. */
  pinned: number;
  first_chunk: number;
  end_chunk: number;
}

export const HudHead = memo(function HudHead(props: Props) {
  const { columns, bands, pinned, first_chunk, end_chunk, onPin } = props;
  const head = useRef<HTMLDivElement>(null);
  const onToggle = useToggledFocus(head, columns, props.onToggle);
  const from = pinned + first_chunk * chunk_columns;
  const end = Math.min(pinned + end_chunk * chunk_columns, columns.length);
  const names = (first: number, past: number, at: number) =>
    bands.flatMap((band) =>
      columns.slice(Math.max(band.from, first), Math.min(band.from + band.count, past)).map((column, offset) => {
        const index = Math.max(band.from, first) + offset;
        return (
          <ColumnName
            key={column.key}
            column={column}
            index={index}
            at={index - at}
            roomy={!band.pinned && band.count >= named_band_columns}
            onToggle={onToggle}
            onPin={onPin}
          />
        );
      }),
    );
  return (
    <div ref={head} role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.names}>
        <div role="presentation" className={styles.corner}>
          <div role="columnheader" aria-colindex={1} aria-label="Commit" className={styles.captions}>
            <span>Age</span>
            <span className={styles.sha}>Commit</span>
            <span className={styles.title} />
            <span className={styles.pull}>PR</span>
            <span className={styles.author}>Author</span>
          </div>
          <div role="presentation" className={styles.pins}>
            {names(0, pinned, 0)}
          </div>
        </div>
        <div role="presentation" className={styles.rest}>
          {names(from, end, pinned)}
        </div>
      </div>
      <HudBands bands={bands} pinned={pinned} from={from} end={end} onToggle={onToggle} />
    </div>
  );
});
