/** How far what the pages show is behind what has been heard: nobody should have to wonder. */
import { freshnessOf } from "components/frame/freshness";
import { ago } from "lib/browser/time";
import { useFreshness } from "lib/browser/use_api";
import { useNow } from "lib/browser/use_now";
import styles from "components/frame/TopBar.module.css";

export function FreshnessBadge({ repo }: { repo: string | null }) {
  const { data } = useFreshness(repo);
  const now = useNow();
  if (!data || now === null || data.received.last === null) return null;
  const { state, text } = freshnessOf(data);
  const detail = [
    `Last event received ${ago(data.received.last, now)}.`,
    data.parked > 0 &&
      `${data.parked} records could not be replicated and are parked: npm run replay -- --parked tries them again.`,
  ].filter((line) => line !== false);
  return (
    <span className={`${styles.fresh} ${styles[state]}`} title={detail.join("\n")}>
      {text}
    </span>
  );
}
