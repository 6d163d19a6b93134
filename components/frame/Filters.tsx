/** Controls over what a page shows: one of a few, one of many, and text that waits for the typing to pause. */
import { useEffect, useState } from "react";
import styles from "components/frame/Filters.module.css";

export interface FilterOption {
  value: string;
  words: string;
}

interface ChoiceProps {
  label: string;
  options: readonly FilterOption[];
  value: string;
  onChoose: (value: string) => void;
}

/** One of a few: all in sight. */
export function Choice({ label, options, value, onChoose }: ChoiceProps) {
  return (
    <div className={styles.choice} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={styles.option}
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
        >
          {option.words}
        </button>
      ))}
    </div>
  );
}

export function SelectFilter({ label, every, options, value, onChoose }: ChoiceProps & { every: string }) {
  return (
    <select
      className={styles.select}
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
    >
      <option value="">{every}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.words}
        </option>
      ))}
    </select>
  );
}

const pause_ms = 250;

interface TextFilterProps {
  label: string;
  placeholder: string;
  value: string;
  onType: (value: string) => void;
  numeric?: boolean;
}

/** What is typed shows at once; the page hears of it when the typing pauses. */
export function TextFilter({ label, placeholder, value, onType, numeric = false }: TextFilterProps) {
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      if (typed !== value) onType(typed);
      setTyped(null);
    }, pause_ms);
    return () => clearTimeout(timer);
  }, [typed, value, onType]);
  return (
    <input
      type="search"
      className={numeric ? `${styles.text} ${styles.short}` : styles.text}
      aria-label={label}
      placeholder={placeholder}
      inputMode={numeric ? "numeric" : undefined}
      autoComplete="off"
      spellCheck={false}
      value={typed ?? value}
      onChange={(event) =>
        setTyped(numeric ? event.target.value.replaceAll(/\D/g, "").slice(0, 9) : event.target.value)
      }
    />
  );
}
