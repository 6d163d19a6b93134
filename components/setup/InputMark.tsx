/** The state of one input: a sign, and its words. */
import { Time } from "components/frame/Time";
import type { InputState } from "components/setup/states";
import type { InputSeen } from "lib/model/setup";
import styles from "components/setup/InputMark.module.css";

const signs: Record<InputState, string> = {
  heard: "✓",
  quiet: "✓",
  recorded: "✓",
  ticked: "…",
  unticked: "✕",
  missing: "–",
};

export function InputMark({ state, seen }: { state: InputState; seen: InputSeen }) {
  return (
    <span className={`${styles.mark} ${styles[state]}`}>
      <span className={styles.sign} aria-hidden="true">
        {signs[state]}
      </span>
      <Words state={state} seen={seen} />
    </span>
  );
}

function Words({ state, seen: { heard_at, recorded_at } }: { state: InputState; seen: InputSeen }) {
  if (heard_at !== null) {
    return (
      <span>
        {state === "quiet" && "Quiet: "}
        <Time iso={heard_at} />
      </span>
    );
  }
  if (recorded_at !== null) {
    return (
      <span title="Its records came in by another way: a backfill, the archive, or before this HUD took note.">
        Newest record <Time iso={recorded_at} />
      </span>
    );
  }
  if (state === "ticked") return <span>Ticked; none has come yet</span>;
  return <span>{state === "unticked" ? "Not ticked" : "Not seen"}</span>;
}
