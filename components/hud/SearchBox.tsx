/** A box to filter by: Escape empties it and goes back to the grid; what is wrong with the text is said under it. */
import { type RefObject, useId } from "react";
import { activeCell } from "components/hud/use_held_focus";
import styles from "components/hud/SearchBox.module.css";

interface Props {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
  inputRef?: RefObject<HTMLInputElement | null>;
  problem?: string | null;
  /** A key that focuses the box, shown in it. */
  shortcut?: string;
}

export function SearchBox(props: Props) {
  const { label, placeholder, value, onChange, className = "", inputRef, problem = null, shortcut } = props;
  const id = useId();
  return (
    <div className={`${styles.box} ${className}`}>
      <input
        ref={inputRef}
        className={styles.input}
        type="search"
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          onChange("");
          const cell = activeCell();
          if (cell) cell.focus({ preventScroll: true });
          else event.currentTarget.blur(); // There is no grid to go back to.
        }}
      />
      {shortcut !== undefined && value === "" && <kbd className={styles.key}>{shortcut}</kbd>}
      {problem !== null && (
        <p id={id} role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
