/** The lines of a comparison: those of one side in their places, or both sides in one order. */
import { Spelled } from "components/frame/Isolated";
import { type Comparison, type OrderedLine, type Side } from "components/logs/reading/compare";
import styles from "components/logs/LogCompare.module.css";

interface Props {
  made: Comparison;
  view: "here" | "there" | "ordered";
  /** Counted from 0. */
  onLine: (line: number) => void;
}

export function CompareLines({ made, view, onLine }: Props) {
  if (view === "ordered") {
    if (made.ordered === null) {
      return <p className={styles.words}>The logs differ in too many places to be shown in one order.</p>;
    }
    if (made.ordered.length === 0) return <p className={styles.words}>Times and the like aside, they are the same.</p>;
    return made.ordered.map((line, index) => <InOrder key={index} line={line} onLine={onLine} />);
  }
  const side = view === "here" ? made.only_here : made.only_there;
  if (side.count === 0) {
    return (
      <p className={styles.words}>
        {view === "here"
          ? "Every line of this log is in the last success's, too: what differs is how often, or in which order."
          : "This log has every line that the last success's has."}
      </p>
    );
  }
  return <OneSide side={side} onLine={view === "here" ? onLine : null} />;
}

function OneSide({ side: { hunks, count }, onLine }: { side: Side; onLine: ((line: number) => void) | null }) {
  const listed = hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <>
      {hunks.map(({ first, lines }) => (
        <div key={first} className={styles.hunk}>
          {lines.map((text, index) => (
            <div key={index} className={`${styles.row} ${onLine ? styles.here : styles.there}`}>
              <Number line={first + index} onLine={onLine} />
              <span className={styles.text}>
                <Spelled text={text} all />
              </span>
            </div>
          ))}
        </div>
      ))}
      {listed < count && (
        <p className={styles.words}>and {(count - listed).toLocaleString("en")} more lines that are not listed.</p>
      )}
    </>
  );
}

const sign = { here: "+", there: "−", both: " ", gap: " " };
const sign_words = { here: "only here", there: "only there" };

function InOrder({ line: { side, here, text }, onLine }: { line: OrderedLine; onLine: (line: number) => void }) {
  if (side === "gap") return <p className={styles.gap}>{text}</p>;
  return (
    <div className={`${styles.row} ${styles[side]}`}>
      {here === null ? <span className={styles.number} /> : <Number line={here} onLine={onLine} />}
      <span className={styles.sign} data-sign={sign[side]} />
      <span className={styles.text}>
        {side !== "both" && <span className="visually-hidden">{sign_words[side]}: </span>}
        <Spelled text={text} all />
      </span>
    </div>
  );
}

function Number({ line, onLine }: { line: number; onLine: ((line: number) => void) | null }) {
  if (!onLine) return <span className={styles.number} data-number={line + 1} />;
  return (
    <button
      type="button"
      className={styles.number}
      data-number={line + 1}
      aria-label={`Go to line ${line + 1}`}
      onClick={() => onLine(line)}
    />
  );
}
