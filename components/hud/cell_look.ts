/** How a cell looks and what it is called, by its code: made once for each, for there may be thousands of cells. */
import marks_css from "components/frame/Mark.module.css";
import { cell_flags, hasFlag, letterOf } from "lib/model/grid_rows";
import { marks, toneOfLetter } from "lib/model/mark";
import styles from "components/hud/HudCells.module.css";

export interface CellLook {
  className: string;
  label: string;
  shown: string;
}

const looks = new Map<number, CellLook>();

const shapes = ["first_bad", "streak_up", "streak_down", "streak_through"] as const;

export function lookOf(code: number): CellLook {
  const known = looks.get(code);
  if (known) return known;
  const letter = letterOf(code);
  const tone = toneOfLetter(letter);
  const special = hasFlag(code, "annotated") ? "annotated" : hasFlag(code, "unstable") ? "unstable" : null;
  const classes = [
    styles.cell,
    special === null ? marks_css[tone] : styles[special],
    ...shapes.filter((shape) => hasFlag(code, shape)).map((shape) => styles[shape]),
  ];
  const words = [
    marks[tone].label,
    special === "unstable" && "of an unstable job",
    special === "annotated" && "explained",
    (code & cell_flags.first_bad) !== 0 && "first bad commit",
  ];
  const look = {
    className: classes.join(" "),
    label: words.filter((word) => word !== false).join(", "),
    // Not by colour alone: what does not count is small.
    shown: tone === "none" ? "" : special === "unstable" ? letter.toLowerCase() : letter,
  };
  looks.set(code, look);
  return look;
}
