/** What to look at: the period, the kind of event, the upstream, and text boxes that wait for the typing to pause. */
import { useEffect, useState } from "react";
import type { PeriodView } from "components/oot/view";
import { oot_periods, oot_scopes, period_default, scope_labels } from "lib/model/oot";
import styles from "components/oot/Filters.module.css";

type Change = (changes: Record<string, string>) => void;

const period_words = (days: number): string => (days === 1 ? "24 h" : `${days} days`);

/** Any change begins at the first page. */
export function PeriodFilters({
  view,
  upstreams,
  onChange,
}: {
  view: PeriodView;
  upstreams: readonly string[];
  onChange: Change;
}) {
  return (
    <>
      <Choice
        label="Period"
        options={oot_periods.map((days) => ({ value: String(days), words: period_words(days) }))}
        value={String(view.days)}
        onChoose={(days) => onChange({ days: days === String(period_default) ? "" : days, page: "" })}
      />
      <Choice
        label="Events"
        options={oot_scopes.map((scope) => ({ value: scope, words: scope_labels[scope] }))}
        value={view.scope}
        onChoose={(scope) => onChange({ scope: scope === "pull_request" ? "" : scope, page: "" })}
      />
      {(upstreams.length > 1 || view.upstream !== "") && (
        <SelectFilter
          label="Upstream"
          every="All upstreams"
          options={[...new Set([...upstreams, ...(view.upstream === "" ? [] : [view.upstream])])].map((name) => ({
            value: name,
            words: name,
          }))}
          value={view.upstream}
          onChoose={(upstream) => onChange({ upstream, page: "" })}
        />
      )}
    </>
  );
}

interface Option {
  value: string;
  words: string;
}

interface ChoiceProps {
  label: string;
  options: readonly Option[];
  value: string;
  onChoose: (value: string) => void;
}

/** One of a few: all in sight. */
function Choice({ label, options, value, onChoose }: ChoiceProps) {
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
