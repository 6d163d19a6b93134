/** What the keys do: a dialog that `?` and its button open. */
import { useEffect, useRef } from "react";
import styles from "components/hud/Shortcuts.module.css";

const shortcuts: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["←", "↑", "→", "↓"], "to the next cell"],
  [["j", "k"], "to the next or the previous commit"],
  [["n", "p"], "to the next or the previous failure"],
  [["Page Up", "Page Down", "Home", "End"], "further; with Ctrl to the grid's first or last row"],
  [["Enter"], "pin the cell's card; on a commit: open it"],
  [["Esc"], "let go of the card; in the filter: empty it"],
  [["/"], "filter the jobs"],
  [["?"], "these keys"],
];

export function Shortcuts() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
      if (event.key !== "?" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      if (dialog.current?.open === false) dialog.current.showModal(); // Closing gives the focus back.
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <>
      <button
        type="button"
        className={styles.open}
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => dialog.current?.showModal()}
      >
        ?
      </button>
      <dialog
        ref={dialog}
        className={styles.dialog}
        aria-label="Keyboard shortcuts"
        // The dialog is modal: the page's own keys rest while it is open.
        onKeyDown={(event) => event.stopPropagation()}
      >
        <h2 className={styles.title}>Keyboard shortcuts</h2>
        <dl className={styles.list}>
          {shortcuts.map(([keys, what]) => (
            <div key={what} className={styles.line}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button className={styles.close}>Close</button>
        </form>
      </dialog>
    </>
  );
}
