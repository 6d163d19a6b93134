/** The log itself: of a million lines those on the screen, in a pane that scrolls through all of them. */
import {
  type CSSProperties,
  type MouseEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import type { LineRange } from "components/logs/line_range";
import { type LogReader, type LogState, placedLines } from "components/logs/log_reader";
import { LogRow } from "components/logs/LogRow";
import { LogTicks } from "components/logs/LogTicks";
import { shown_chars_max } from "components/logs/reading/protocol";
import { lastAtMost, Rows } from "components/logs/reading/rows";
import type { Folds } from "components/logs/use_folds";
import { type Target, useLogScroll } from "components/logs/use_log_scroll";
import { probe_text, usePaneSize } from "components/logs/use_pane_size";
import looks from "components/logs/ansi_looks.module.css";
import styles from "components/logs/LogPane.module.css";

/** What the page's keys move. */
export interface PaneHandle {
  topLine: () => number;
  scrollTo: (place: "top" | "end") => void;
}

interface Props {
  reader: LogReader;
  log: LogState;
  folds: Folds;
  wrap: boolean;
  times: boolean;
  range: LineRange | null;
  onPick: (line: number, extend: boolean) => void;
  /** What the classifier has found, from 0. */
  failing: number | null;
  /** Where the search stands, from 0. */
  current: number | null;
  target: Target | null;
  /** Where the failures are, for the marks beside the scrollbar. */
  stops: readonly number[];
  handle: Ref<PaneHandle>;
}

/** Beside the text: the paddings of LogRow.module.css, and the scrollbar's marks. */
const beside_px = 22 + 18 + 24;
const time_chars = 14;

export function LogPane(props: Props) {
  const { reader, log, folds, wrap, times, range, onPick, failing, current, target, stops, handle } = props;
  const { groups, trouble, found } = log;
  const lines = placedLines(log);
  const columns = useColumns(reader, log);
  const pane = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const size = usePaneSize(pane, probe);
  const digits = useDigits(log.phase === "reading" ? lines * 2 : lines);
  const room_px = size.width - beside_px;
  const across = size.char > 0 ? Math.max(16, Math.floor(room_px / size.char) - digits - (times ? time_chars : 0)) : 80;
  const rows = useMemo(
    () =>
      new Rows({
        ...{ lines, groups, is_closed: folds.is_closed },
        wrap: wrap ? { columns, width: across, most: shown_chars_max } : null,
      }),
    [lines, groups, folds.is_closed, wrap, columns, across],
  );
  const scroll = useLogScroll({ pane, view_px: size.height, rows, target, is_early: log.preview !== null });
  const { first_row, end_row } = scroll;
  const shown_lines = useMemo(
    () => Array.from({ length: Math.max(0, end_row - first_row) }, (_, row) => rows.lineAt(first_row + row)),
    [rows, first_row, end_row],
  );
  // Its version grows with each answer: what an answer lacked is asked for again.
  useEffect(() => reader.want(shown_lines), [reader, shown_lines, log.version]);
  useImperativeHandle(handle, () => ({ topLine: () => scroll.top_line, scrollTo: scroll.scrollTo }), [scroll]);

  const widest = useMemo(() => {
    let most = 0;
    for (let line = 0; line < columns.length; line++) most = Math.max(most, columns[line] ?? 0);
    return Math.min(most, shown_chars_max);
  }, [columns]);

  const onClick = (event: MouseEvent) => {
    const at = event.target instanceof Element ? event.target : null;
    const line = Number(at?.closest("[data-row]")?.getAttribute("data-row") ?? -1);
    if (line < 0 || event.ctrlKey || event.metaKey) return;
    if (at?.closest("a")) {
      event.preventDefault();
      onPick(line, event.shiftKey);
      return;
    }
    const group = folds.titled(line);
    if (group >= 0 && window.getSelection()?.isCollapsed !== false) folds.toggle(group);
  };

  const variables: CSSProperties & Record<`--${string}`, string | number> = { "--digits": digits, "--across": across };
  const content_px = (digits + (times ? time_chars : 0) + widest) * size.char + beside_px;
  return (
    <div className={`${styles.frame} ${looks.log}`}>
      <div
        ref={pane}
        className={wrap ? `${styles.pane} ${styles.wrapped}` : styles.pane}
        style={variables}
        role="region"
        aria-label="Log"
        tabIndex={0}
        onScroll={scroll.onScroll}
        onClick={onClick}
        data-first={shown_lines[0]}
      >
        <span ref={probe} className={styles.probe} aria-hidden="true">
          {probe_text}
        </span>
        <div className={styles.space} style={{ height: scroll.height_px, minWidth: wrap ? undefined : content_px }}>
          <div className={styles.rows} style={{ transform: `translateY(${scroll.offset_px}px)` }}>
            {shown_lines.map((line, index) => {
              const row = first_row + index;
              const group = folds.titled(line);
              const inner = groups[group];
              return (
                <LogRow
                  key={line}
                  line={line}
                  shown={reader.line(line)}
                  awaited={log.phase === "reading" && line >= log.lines}
                  selected={range !== null && line + 1 >= range.first && line + 1 <= range.last}
                  failing={line === failing}
                  looks_wrong={trouble !== null && trouble[lastAtMost(trouble, line)] === line}
                  current={line === current}
                  times={times}
                  group_lines={inner ? inner.last - inner.first + 1 : 0}
                  closed={group >= 0 && folds.is_closed(group)}
                  units={rows.top(row + 1) - rows.top(row)}
                  unplaced={log.columns === null}
                />
              );
            })}
          </div>
        </div>
      </div>
      <LogTicks rows={rows} stops={stops} hits={found?.lines ?? null} failing={failing} />
    </div>
  );
}

/** Room for the numbers of so many lines. It never shrinks, and while lines arrive there is room for more: text does not move. */
function useDigits(lines: number): number {
  const needed = String(Math.max(1, lines)).length;
  const [digits, setDigits] = useState(needed);
  if (needed > digits) setDigits(needed);
  return Math.max(needed, digits);
}

/** Of each line; before the log has been looked through, of those that have arrived. */
function useColumns(reader: LogReader, { columns, version }: LogState): Uint32Array {
  const arrived = columns === null ? version : 0;
  return useMemo(
    () => columns ?? reader.earlyColumns(),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the reader knows others when more have arrived
    [reader, columns, arrived],
  );
}
