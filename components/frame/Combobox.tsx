/** A text box that offers what it may mean: arrows choose, Enter goes, Escape closes, then leaves. ARIA's combobox pattern. */
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import styles from "components/frame/Combobox.module.css";

export interface ComboboxOption {
  key: string;
  label: string;
  hint?: string;
}

interface Props<Option extends ComboboxOption> {
  label: string;
  placeholder?: string;
  /** What the box says while nobody types in it. */
  resting?: string;
  options: (typed: string) => readonly Option[];
  onChoose: (option: Option) => void;
  /** Hears of every letter: where what to offer must be asked for. */
  onTyped?: (typed: string) => void;
  /** Shown when there is nothing to offer for what was typed. */
  nothing: string;
  inputRef?: RefObject<HTMLInputElement | null>;
  /** A key that focuses the box, shown in it. */
  shortcut?: string;
}

export function Combobox<Option extends ComboboxOption>(props: Props<Option>) {
  const { label, placeholder, resting = "", options, onChoose, onTyped, nothing, inputRef, shortcut } = props;
  const id = useId();
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const offered = open ? options(typed) : [];
  const chosen = offered[Math.min(active, offered.length - 1)];

  const close = () => {
    setOpen(false);
    setTyped("");
    setActive(0);
  };
  const choose = (option: Option) => {
    close();
    onChoose(option);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setOpen(true);
      if (offered.length > 0)
        setActive((Math.min(active, offered.length - 1) + step + offered.length) % offered.length);
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      event.currentTarget.blur();
      choose(chosen);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (open) close();
      else event.currentTarget.blur();
    }
  };

  return (
    <div className={resting === "" ? styles.box : `${styles.box} ${styles.picker}`}>
      <input
        ref={inputRef}
        className={styles.input}
        type="text"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? `${id}-list` : undefined}
        aria-activedescendant={chosen ? `${id}-${chosen.key}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={open ? typed : resting}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={close}
        onChange={(event) => {
          setTyped(event.target.value);
          onTyped?.(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
      />
      {shortcut !== undefined && !open && <kbd className={styles.shortcut}>{shortcut}</kbd>}
      {open && (offered.length > 0 || typed !== "") && (
        // The box keeps the focus: its blur would close the list before the click arrives.
        <div className={styles.sheet} onMouseDown={(event) => event.preventDefault()}>
          <ul className={styles.list} role="listbox" id={`${id}-list`} aria-label={label}>
            {offered.map((option) => (
              <li
                key={option.key}
                id={`${id}-${option.key}`}
                role="option"
                aria-selected={option === chosen}
                className={option === chosen ? styles.active : styles.option}
                onClick={() => choose(option)}
              >
                <span className={styles.label}>{option.label}</span>
                {option.hint !== undefined && <span className={styles.hint}>{option.hint}</span>}
              </li>
            ))}
          </ul>
          {offered.length === 0 && <p className={styles.nothing}>{nothing}</p>}
        </div>
      )}
    </div>
  );
}
