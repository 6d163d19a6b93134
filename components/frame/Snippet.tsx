/** Lines to copy: a command or a piece of a file, with the button that copies it. */
import { CopyButton } from "components/frame/Copyable";
import styles from "components/frame/Snippet.module.css";

export function Snippet({ text, what }: { text: string; what: string }) {
  return (
    <div className={styles.snippet}>
      <pre tabIndex={0} aria-label={what}>
        {text}
      </pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}
