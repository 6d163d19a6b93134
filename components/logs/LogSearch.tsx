/** The box that searches a log: text or a pattern, every hit counted, one after the other by Enter. */
import { type KeyboardEvent, useRef } from "react";
import { NewerIcon, OlderIcon } from "components/frame/icons";
import { useSlashKey } from "components/frame/use_slash_key";
import type { Found } from "components/logs/log_reader";
import { lastAtMost } from "components/logs/reading/rows";
import { question_length_max, type Question } from "components/logs/reading/search";
import styles from "components/logs/LogSearch.module.css";

interface Props {
  question: Question;
  onAsk: (question: Question) => void;
  found: Found | null;
  /** The line where the search stands, from 0. */
  current: number | null;
  onStep: (step: 1 | -1) => void;
  onLeave: () => void;
}

export function LogSearch({ question, onAsk, found, current, onStep, onLeave }: Props) {
  const box = useRef<HTMLInputElement>(null);
  useSlashKey(box);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      onStep(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.currentTarget.blur();
      if (question.text === "") onLeave();
      else onAsk({ ...question, text: "" });
    }
  };
  const problem = found?.problem ?? null;
  return (
    <div className={styles.search} role="search">
      <div className={styles.field}>
        <input
          ref={box}
          type="text"
          className={styles.input}
          aria-label="Search this log"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : "log-search-problem"}
          placeholder={question.is_regex ? "Search by pattern… ( / )" : "Search this log… ( / )"}
          autoComplete="off"
          spellCheck={false}
          maxLength={question_length_max}
          value={question.text}
          onChange={(event) => onAsk({ ...question, text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        <Toggle
          on={question.match_case}
          label="Match case"
          sign="Aa"
          onToggle={(match_case) => onAsk({ ...question, match_case })}
        />
        <Toggle
          on={question.is_regex}
          label="Regular expression"
          sign=".*"
          onToggle={(is_regex) => onAsk({ ...question, is_regex })}
        />
        {problem !== null && (
          <p className={styles.problem} id="log-search-problem" role="alert">
            {problem}
          </p>
        )}
      </div>
      {found && problem === null && (
        <>
          <span className={styles.count} role="status">
            {counted(found, current)}
          </span>
          <button
            type="button"
            className={styles.step}
            onClick={() => onStep(-1)}
            disabled={found.lines.length === 0}
            aria-label="Previous hit"
            title="Previous hit (Shift+Enter)"
          >
            <NewerIcon />
          </button>
          <button
            type="button"
            className={styles.step}
            onClick={() => onStep(1)}
            disabled={found.lines.length === 0}
            aria-label="Next hit"
            title="Next hit (Enter)"
          >
            <OlderIcon />
          </button>
        </>
      )}
    </div>
  );
}

interface ToggleProps {
  on: boolean;
  label: string;
  sign: string;
  onToggle: (on: boolean) => void;
}

function Toggle({ on, label, sign, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      className={styles.toggle}
      aria-pressed={on}
      aria-label={label}
      title={label}
      onClick={() => onToggle(!on)}
    >
      {sign}
    </button>
  );
}

/** "3 of 120 lines, 240 hits" */
function counted({ lines, hits, done }: Found, current: number | null): string {
  const say = (count: number): string => count.toLocaleString("en");
  const more = done ? "" : "+";
  if (lines.length === 0) return done ? "No hits" : "Searching…";
  const at = current === null ? -1 : lastAtMost(lines, current);
  const place = at >= 0 && lines[at] === current ? `${say(at + 1)} of ` : "";
  const of_lines = `${place}${say(lines.length)}${more} ${lines.length === 1 ? "line" : "lines"}`;
  return hits === lines.length ? of_lines : `${of_lines}, ${say(hits)}${more} hits`;
}
