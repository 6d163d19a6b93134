/** A line to copy: the text, and a button that says when it has been copied. */
import { useEffect, useState } from "react";
import { CheckIcon, CopyIcon } from "components/frame/icons";
import styles from "components/frame/Copyable.module.css";

const said_for_ms = 2_000;

export function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <span className={styles.line}>
      <code className={styles.text}>{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

/** Rejects where there is no clipboard: it exists on https and localhost only. */
export const copyText = (text: string): Promise<void> =>
  "clipboard" in navigator ? navigator.clipboard.writeText(text) : Promise.reject(new Error("No clipboard"));

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), said_for_ms);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    copyText(text).then(
      () => setOutcome("copied"),
      () => setOutcome("failed"),
    );
  };
  return (
    <>
      <button type="button" className={styles.button} onClick={copy} aria-label={`Copy ${what}`} title={`Copy ${what}`}>
        {outcome === "copied" ? <CheckIcon /> : <CopyIcon />}
      </button>
      <span role="status" className={outcome === "failed" ? styles.failed : "visually-hidden"}>
        {outcome === "copied" && "Copied"}
        {outcome === "failed" && "Select it and copy by hand"}
      </span>
    </>
  );
}
