/** How far what the pages show is behind what has been heard: nobody should have to wonder. */
import { type Freshness, freshnessOf, freshnessWithout } from "components/frame/freshness";
import { ago } from "lib/browser/time";
import { useFreshness } from "lib/browser/use_api";
import { useNow } from "lib/browser/use_now";
import type { FreshnessAnswer } from "lib/model/answers";
import styles from "components/frame/FreshnessBadge.module.css";

export function FreshnessBadge({ repo }: { repo: string | null }) {
  const { data, error } = useFreshness(repo);
  const now = useNow();
  if (now === null) return null;
  // An answer that is still here was given earlier, maybe about another repository.
  if (error) return <Badge freshness={freshnessWithout(error)} detail={[]} />;
  return data ? <Badge freshness={freshnessOf(data)} detail={detailOf(data, now)} /> : null;
}

function Badge({ freshness: { state, text, advice }, detail }: { freshness: Freshness; detail: string[] }) {
  const lines = advice === null ? detail : [...detail, advice];
  return (
    <span className={`${styles.badge} ${styles[state]}`} title={lines.join("\n")}>
      {text}
    </span>
  );
}

function detailOf({ received, parked }: FreshnessAnswer, now: number): string[] {
  const heard =
    received.last === null ? "No event has been received yet." : `Last event received ${ago(received.last, now)}.`;
  if (parked === 0) return [heard];
  return [
    heard,
    `${parked} records could not be replicated and are parked: npm run replay -- --parked tries them again.`,
  ];
}
