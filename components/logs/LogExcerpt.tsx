/** The line that says why a job failed, with the lines around it; made to stand in a list of jobs. */
import Link from "next/link";
import { Spelled } from "components/frame/Isolated";
import { readLine } from "components/logs/reading/line";
import styles from "components/logs/LogExcerpt.module.css";

interface Props {
  line: string | null;
  /** Of the line in the log, from 1. */
  line_num: number | null;
  /** The lines around it, itself among them; [] shows the line alone. */
  context: readonly string[];
  /** Of the log at a line. */
  href?: (line: number) => string;
}

export function LogExcerpt({ line, line_num, context, href }: Props) {
  if (line === null) return null;
  const lines = context.length > 0 ? context : [line];
  const at = placeOf(line, lines);
  return (
    <div className={styles.excerpt} role="group" aria-label="The lines around the failure">
      {lines.map((text, index) => {
        const number = line_num === null || at < 0 ? null : line_num + index - at;
        return (
          <div key={index} className={index === at ? `${styles.row} ${styles.failing}` : styles.row}>
            {number !== null &&
              (href ? (
                <Link
                  href={href(number)}
                  className={styles.number}
                  prefetch={false}
                  data-number={number}
                  aria-label={`Line ${number} of the log`}
                />
              ) : (
                <span className={styles.number} data-number={number} />
              ))}
            <span className={styles.text}>
              <Spelled text={readLine(text).text} all />
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** Where the failing line is among those around it: cut alike, they begin alike. */
function placeOf(line: string, lines: readonly string[]): number {
  const whole = lines.indexOf(line);
  if (whole >= 0) return whole;
  const { text } = readLine(line);
  return lines.findIndex((other) => {
    const shown = readLine(other).text;
    return shown !== "" && (text.startsWith(shown) || shown.startsWith(text));
  });
}
