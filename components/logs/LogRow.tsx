/** One line of a log: its number, its time on demand, its text in its colours. */
import { type CSSProperties, memo } from "react";
import { Spelled } from "components/frame/Isolated";
import type { Piece, ShownLine } from "components/logs/reading/protocol";
import { line_px } from "components/logs/use_log_scroll";
import styles from "components/logs/LogRow.module.css";
import looks from "components/logs/ansi_looks.module.css";

interface Props {
  /** From 0. */
  line: number;
  /** Null: it has not arrived. */
  shown: ShownLine | null;
  /** The log has not come as far. */
  awaited: boolean;
  selected: boolean;
  /** What the classifier has found. */
  failing: boolean;
  looks_wrong: boolean;
  /** The search stands here. */
  current: boolean;
  times: boolean;
  /** Of a group's title: how many lines it has, and whether they are folded. 0 for any other line. */
  group_lines: number;
  closed: boolean;
  /** How many lines of text high the pane takes it to be: so high it is, also before its text arrives. */
  units?: number;
  /** The heights of lines are known only as they arrive: without its text a row stands in a place that it will not keep. */
  unplaced?: boolean;
}

export const LogRow = memo(function LogRow(props: Props) {
  const {
    line,
    shown,
    awaited,
    selected,
    failing,
    looks_wrong,
    current,
    times,
    group_lines,
    closed,
    units = 1,
    unplaced = false,
  } = props;
  const number = line + 1;
  const names = [
    styles.row,
    selected && styles.selected,
    failing && styles.failing,
    looks_wrong && styles.wrong,
    current && styles.current,
    shown?.kind && styles[shown.kind],
    shown === null && (awaited ? styles.awaited : unplaced && styles.unplaced),
  ];
  return (
    <div
      className={names.filter(Boolean).join(" ")}
      style={units > 1 ? { minHeight: units * line_px } : undefined}
      data-row={line}
    >
      <a
        className={styles.number}
        href={`#L${number}`}
        data-number={number}
        tabIndex={-1}
        aria-label={`Line ${number}`}
      />
      {times && (
        <span className={styles.time} title={shown?.time ?? undefined} data-time={shown?.time?.slice(11, 23) ?? ""} />
      )}
      {group_lines > 0 ? (
        <button
          type="button"
          className={styles.fold}
          aria-expanded={!closed}
          aria-label={`${group_lines.toLocaleString("en")} lines of ${shown ? textOf(shown) : "this group"}`}
        />
      ) : (
        <span className={styles.no_fold} />
      )}
      <span className={styles.text} data-text="">
        {shown?.pieces.map((piece, index) => (
          <PieceText key={index} piece={piece} current={current} />
        ))}
        {shown !== null && shown.more > 0 && (
          <span className={styles.more} data-more={`… ${shown.more.toLocaleString("en")} more characters`} />
        )}
      </span>
    </div>
  );
});

function PieceText({ piece, current }: { piece: Piece; current: boolean }) {
  const { text, names, color, background, hit } = piece;
  if (names === "" && color === null && background === null && !hit) return <Spelled text={text} all />;
  const classes = names === "" ? [] : names.split(" ").map((name) => looks[name]);
  if (color !== null) classes.push(looks.colored);
  if (background !== null) classes.push(looks.backed);
  const className = classes.join(" ");
  const style: CSSProperties & Record<`--${string}`, string> = {
    ...(color !== null && { "--ink": color }),
    ...(background !== null && { "--fill": background }),
  };
  return hit ? (
    <mark className={`${className} ${current ? styles.current_hit : styles.hit}`} style={style}>
      <Spelled text={text} all />
    </mark>
  ) : (
    <span className={className} style={style}>
      <Spelled text={text} all />
    </span>
  );
}

const textOf = ({ pieces }: ShownLine): string => pieces.map(({ text }) => text).join("");
