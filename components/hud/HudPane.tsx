/** The scrolling pane of the grid: the part of it that is on the screen, the one card, the pointer and the keyboard. */
import { useRouter } from "next/router";
import { type MouseEvent, useEffect, useMemo, useRef } from "react";
import { CellCard } from "components/hud/CellCard";
import { HudBody, rows_id } from "components/hud/HudBody";
import { type HeadActions, HudHead } from "components/hud/HudHead";
import { rows_before } from "components/hud/HudRow";
import { type Density, headHeight } from "components/hud/sizes";
import { useAnchor } from "components/hud/use_anchor";
import { useCommitLink } from "components/hud/use_commit_link";
import { useCursor } from "components/hud/use_cursor";
import { useViewport, type Viewport } from "components/hud/use_viewport";
import type { CellAnnotation } from "lib/browser/use_grid_facts";
import type { Band, GridColumn } from "lib/model/grid_columns";
import { annotationKey, type GridRows } from "lib/model/grid_rows";
import type { GridSheet } from "lib/model/grid_sheet";
import styles from "components/hud/HudPane.module.css";
import table from "components/hud/HudTable.module.css";

interface Props extends HeadActions {
  repo: string;
  branch: string;
  sheet: GridSheet;
  reader: GridRows;
  annotations: ReadonlyMap<string, CellAnnotation>;
  /** The commits that are shown, as places in the sheet. */
  rows: readonly number[];
  columns: readonly GridColumn[];
  bands: readonly Band[];
  density: Density;
  /** The commit that the address points to. */
  highlighted: string | null;
  /** The reader has come to the last row; null: there are no older ones. */
  onEnd: (() => void) | null;
  loading_more: boolean;
}

/** Older commits are asked for this long before their rows are scrolled to. */
const rows_ahead = 12;

export function HudPane(props: Props) {
  const { repo, branch, sheet, reader, annotations, rows, columns, bands, density, highlighted } = props;
  const { onToggle, onPin, onEnd, loading_more } = props;
  const pane = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const pins = useMemo(() => columns.filter(({ pinned }) => pinned).length, [columns]);
  const viewport = useViewport(pane, { density, pins });
  const { sizes, pinned } = viewport;
  const shas = useMemo(() => rows.map((row) => sheet.commits[row]?.sha ?? ""), [sheet.commits, rows]);
  const textOf = (row: number): string => reader.text(rows[row] ?? -1);
  const codeAt = (row: number, column: number): number => reader.code(rows[row] ?? -1, column);
  const { said, copyLink } = useCommitLink(repo, branch);
  const cursor = useCursor({ pane, viewport, shas, columns, textOf, codeAt, copyLink });
  const { at, card, hover } = cursor;
  const { unseen, onScroll } = useAnchor({ pane, shas, row: sizes.row, is_busy: card || hover !== null });

  const jumped = useRef<string | null>(null);
  useEffect(() => {
    if (highlighted === null || jumped.current === highlighted) return;
    const row = shas.indexOf(highlighted);
    if (row < 0 || !pane.current) return;
    jumped.current = highlighted;
    pane.current.scrollTop = Math.max(0, (row - 4) * sizes.row);
  }, [highlighted, shas, sizes.row]);

  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      void router.push(`${link.pathname}${link.search}`);
      return;
    }
    const place = cursor.placeAt(event.target);
    const is_copy = event.target instanceof Element && event.target.closest("[data-copy-link]") !== null;
    if (place !== null && is_copy) {
      copyLink(shas[place.row] ?? "");
      cursor.go({ row: place.row, column: -1 }, false);
    }
    if (place !== null && place.column >= 0) cursor.onCell(place);
  };

  const shown = card ? at : hover;
  const commit = shown && shown.column >= 0 ? sheet.commits[rows[shown.row] ?? -1] : undefined;
  const column = shown && columns[shown.column];
  return (
    <div className={styles.frame}>
      {unseen > 0 && (
        <button type="button" className={styles.unseen} onClick={() => pane.current?.scrollTo({ top: 0 })}>
          ↑ {unseen} new commit{unseen === 1 ? "" : "s"}
        </button>
      )}
      <div
        ref={pane}
        className={styles.pane}
        role="region"
        aria-label={`Jobs of ${branch}`}
        onClick={onClick}
        onFocus={cursor.onFocus}
        onBlur={cursor.onBlur}
        onPointerOver={(event) => {
          if (event.pointerType !== "touch") cursor.onPoint(event.target);
        }}
        onPointerLeave={cursor.onLeave}
        onScroll={(event) => {
          cursor.onLeave();
          const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
          onScroll(scrollTop);
          if (scrollTop > 0 && scrollTop + clientHeight > scrollHeight - rows_ahead * sizes.row) onEnd?.();
        }}
      >
        <div
          className={table.sheet}
          style={{
            ...variables(viewport),
            width: sizes.commit + columns.length * sizes.cell + sizes.tail,
            height: headHeight(sizes) + rows.length * sizes.row,
          }}
        >
          <div
            role="grid"
            aria-label={`Commits of ${repo}, branch ${branch}, newest first, against their jobs`}
            aria-rowcount={rows.length + rows_before}
            aria-colcount={columns.length + 1}
            aria-readonly
            aria-owns={rows_id}
            className={table.grid}
          >
            <HudHead
              {...{ columns, bands, pinned, onToggle, onPin }}
              first_chunk={viewport.first_chunk}
              end_chunk={viewport.end_chunk}
            />
          </div>
          <HudBody {...{ repo, viewport, rows, at, card, hover, highlighted, reader }} commits={sheet.commits} />
        </div>
        {onEnd && (
          <button type="button" className={styles.more} onClick={onEnd} disabled={loading_more}>
            {loading_more ? "Loading older commits…" : "Show older commits"}
          </button>
        )}
      </div>
      <p role="status" className={said === "" ? "visually-hidden" : styles.said}>
        {said}
      </p>
      {shown && commit && column && codeAt(shown.row, shown.column) !== 32 && (
        <CellCard
          key={`${commit.sha} ${column.key} ${card}`}
          {...{ repo, commit, column, sheet, onPin, copyLink }}
          code={codeAt(shown.row, shown.column)}
          row={rows[shown.row] ?? -1}
          annotation={annotations.get(annotationKey(commit.sha, column.name)) ?? null}
          cell={{ pane, column: shown.column }}
          pinned={card}
          onClose={cursor.close}
        />
      )}
    </div>
  );
}

function variables({ sizes: { cell, row, commit, names, band, tail }, pinned }: Viewport) {
  const px = { cell, row, commit, names, band, tail, beside: commit + pinned * cell };
  return Object.fromEntries(Object.entries(px).map(([name, size]) => [`--${name}`, `${size}px`]));
}
