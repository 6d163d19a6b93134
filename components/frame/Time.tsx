/** A moment as its age, which keeps counting; the moment itself on hover. */
import { age, ago, moment } from "lib/browser/time";
import { useNow } from "lib/browser/use_now";

export function Time({ iso, short = false }: { iso: string; short?: boolean }) {
  const now = useNow();
  if (now === null) return <time dateTime={iso} />;
  return (
    <time dateTime={iso} title={moment(iso)}>
      {short ? age(iso, now) : ago(iso, now)}
    </time>
  );
}
