/** Whether the page changes by itself, and how: beside the badge that says how far behind it may be. */
import { type LiveState, useLiveState } from "lib/browser/use_live_events";
import styles from "components/frame/LiveMark.module.css";

const words: Record<LiveState, { text: string; detail: string }> = {
  live: { text: "live", detail: "Changes show by themselves, within two seconds." },
  connecting: { text: "connecting", detail: "The stream of changes is being opened; what is missed is caught up on." },
  paused: { text: "paused", detail: "While the page is hidden nothing is read; it catches up once it is shown." },
  polling: {
    text: "polling",
    detail: "The stream of changes cannot be had: the page reads again every 15 seconds, and keeps trying.",
  },
};

/** Nothing on pages that do not listen. */
export function LiveMark() {
  const state = useLiveState();
  if (state === null) return null;
  const { text, detail } = words[state];
  return (
    <span className={`${styles.mark} ${styles[state]}`} title={detail} role="status" aria-label={`Updates: ${text}`}>
      <span className={styles.dot} aria-hidden />
      <span className={styles.text}>{text}</span>
    </span>
  );
}
