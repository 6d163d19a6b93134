/** Above a log: its search, its failures one by one, how it is shown, and what can be done with it. */
import type { ReactNode } from "react";
import { KeysDialog, type KeyWords } from "components/frame/KeysDialog";
import { NewerIcon, OlderIcon } from "components/frame/icons";
import styles from "components/logs/LogToolbar.module.css";

const keys: KeyWords = [
  [["/"], "search; Enter and Shift+Enter go from hit to hit"],
  [["n", "p"], "to the next or the previous failure"],
  [["g", "G"], "to the first or the last line"],
  [["w"], "wrap long lines"],
  [["t"], "show when each line was written"],
  [["f"], "fold or unfold all groups"],
  [["c"], "compare with the job's last success"],
  [["y"], "copy the chosen lines"],
  [["Shift"], "with a click on a line's number: choose the lines up to it"],
  [["Esc"], "let go of the chosen lines; in the search: empty it"],
  [["?"], "these keys"],
];

interface Props {
  children: ReactNode;
  failures: { count: number; at: number | null; onStep: (step: 1 | -1) => void };
  switches: readonly { label: string; key: string; on: boolean; onToggle: () => void }[];
  raw_url: string;
  /** What the saved file is called. */
  file_name: string;
}

export function LogToolbar({ children, failures, switches, raw_url, file_name }: Props) {
  return (
    <div className={styles.bar}>
      {children}
      <div className={styles.group} role="group" aria-label="Failures">
        <button
          type="button"
          className={styles.icon}
          disabled={failures.count === 0}
          onClick={() => failures.onStep(-1)}
          aria-label="Previous failure"
          title="Previous failure (p)"
        >
          <NewerIcon />
        </button>
        <span className={styles.count}>{failureWords(failures.count, failures.at)}</span>
        <button
          type="button"
          className={styles.icon}
          disabled={failures.count === 0}
          onClick={() => failures.onStep(1)}
          aria-label="Next failure"
          title="Next failure (n)"
        >
          <OlderIcon />
        </button>
      </div>
      <div className={styles.tools}>
        {switches.map(({ label, key, on, onToggle }) => (
          <button
            key={key}
            type="button"
            className={styles.switch}
            aria-pressed={on}
            title={`${label} (${key})`}
            onClick={onToggle}
          >
            {label}
          </button>
        ))}
        <a className={styles.switch} href={raw_url} target="_blank" rel="noreferrer">
          Raw
        </a>
        <a className={styles.switch} href={`${raw_url}?download=1`} download={file_name}>
          Download
        </a>
        <KeysDialog keys={keys} />
      </div>
    </div>
  );
}

function failureWords(count: number, at: number | null): string {
  const all = `${count.toLocaleString("en")} ${count === 1 ? "failure" : "failures"}`;
  return at === null || count < 2 ? all : `${(at + 1).toLocaleString("en")} of ${all}`;
}
