/** What a page's keys do: a dialog that `?` and its button open. */
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import styles from "components/frame/KeysDialog.module.css";

/** "/", "n": pressed by themselves. */
export type KeyWords = readonly (readonly [keys: readonly string[], what: string])[];

/** Only who asks for it waits for its script. */
const KeysList = dynamic(() => import("components/frame/KeysList").then(({ KeysList: loaded }) => loaded), {
  ssr: false,
});

export function KeysDialog({ keys }: { keys: KeyWords }) {
  const [asked, setAsked] = useState(false);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
      if (event.key !== "?" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      setAsked(true);
      setOpen(true);
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
        onClick={() => {
          setAsked(true);
          setOpen(true);
        }}
      >
        ?
      </button>
      {asked && <KeysList keys={keys} open={open} onClose={() => setOpen(false)} />}
    </>
  );
}
