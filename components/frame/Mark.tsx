/** The letter of a conclusion in its colour, and its name for who cannot see it. */
import { marks, type Tone } from "lib/model/mark";
import styles from "components/frame/Mark.module.css";

/** `label: false` where the name is written beside it anyway. */
export function Mark({ tone, label = true }: { tone: Tone; label?: boolean }) {
  return (
    <span
      className={`${styles.mark} ${styles[tone]}`}
      title={marks[tone].label}
      {...(label ? { role: "img", "aria-label": marks[tone].label } : { "aria-hidden": true })}
    >
      {marks[tone].letter}
    </span>
  );
}
