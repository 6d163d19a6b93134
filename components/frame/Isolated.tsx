/** Other people's words: they turn nothing around that is beside them, and what would turn their own letters is seen. */
import { Fragment } from "react";
import { codeOf, turningParts } from "lib/model/turning_text";
import styles from "components/frame/Isolated.module.css";

export function Isolated({ text }: { text: string }) {
  return (
    <bdi>
      <Spelled text={text} />
    </bdi>
  );
}

/**
 * Text that stands in a block of its own. What is copied is the text as it was written.
 * @param all also the marks that turn no more than what is beside them: for logs, where every character counts.
 */
export function Spelled({ text, all = false }: { text: string; all?: boolean }) {
  const parts = turningParts(text, all ? "all" : "turning");
  if (parts.length === 1) return text;
  return parts.map((part, index) =>
    index % 2 === 0 ? (
      <Fragment key={index}>{part}</Fragment>
    ) : (
      <span key={index} className={styles.code} data-code={codeOf(part)} title="Turns the direction of text around">
        <span className={styles.held}>{part}</span>
      </span>
    ),
  );
}
