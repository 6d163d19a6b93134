/** What the keys do on the grid. */
import type { KeyWords } from "components/frame/KeysDialog";

export const shortcuts: KeyWords = [
  [["←", "↑", "→", "↓"], "to the next cell"],
  [["j", "k"], "to the next or the previous commit"],
  [["n", "p"], "to the next or the previous failure"],
  [["Page Up", "Page Down", "Home", "End"], "further; with Ctrl to the grid's first or last row"],
  [["Enter"], "pin the cell's card; on a commit: open it"],
  [["y"], "copy the link to the commit"],
  [["Esc"], "let go of the card; in a filter: empty it, and back to the grid"],
  [["/"], "filter the jobs"],
  [["?"], "these keys"],
];
