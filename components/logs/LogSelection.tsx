/** What can be done with the chosen lines: a strip over the log. */
import { useState } from "react";
import { Button } from "components/frame/Button";
import { CopyButton } from "components/frame/Copyable";
import { CloseIcon } from "components/frame/icons";
import type { LineRange } from "components/logs/line_range";
import { lineHash } from "lib/browser/paths";
import styles from "components/logs/LogSelection.module.css";

interface Props {
  range: LineRange;
  /** How many lines the log has. */
  lines: number;
  onCopy: () => Promise<void>;
  onClose: () => void;
}

export function LogSelection({ range, lines, onCopy, onClose }: Props) {
  const [outcome, setOutcome] = useState<{ of: LineRange; words: string } | null>(null);
  const { first, last } = range;
  const say = (words: string) => setOutcome({ of: range, words });
  const words =
    first > lines
      ? `The log ends at line ${lines.toLocaleString("en")}`
      : first === last
        ? `Line ${first.toLocaleString("en")}`
        : `Lines ${first.toLocaleString("en")}–${last.toLocaleString("en")}`;
  return (
    <div className={styles.strip}>
      <span>{words}</span>
      {first <= lines && (
        <Button
          onClick={() =>
            void onCopy().then(
              () => say("Copied"),
              () => say("The browser did not allow it"),
            )
          }
        >
          Copy
        </Button>
      )}
      <span className={styles.link}>
        Link{" "}
        <CopyButton text={window.location.href.replace(/#.*$/, "") + lineHash(range)} what="the link to these lines" />
      </span>
      <span role="status" className={styles.outcome}>
        {outcome?.of === range && outcome.words}
      </span>
      <Button look="icon" onClick={onClose} aria-label="Let go of these lines" title="Let go (Esc)">
        <CloseIcon />
      </Button>
    </div>
  );
}
