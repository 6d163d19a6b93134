/** Looks at the failures of the last weeks again, a page at a time until all are done, and says how far it is. */
import { useEffect, useRef, useState } from "react";
import { WithToken } from "components/rules/WithToken";
import { api_paths } from "lib/browser/paths";
import { sendJson } from "lib/browser/send_json";
import type { ReclassifyPlace, ReclassifyReply } from "lib/model/failure_rule";

const days = 14;
/** A page takes some twenty seconds, or one log of any size. */
const timeout_ms = 300_000;

interface Progress {
  examined: number;
  changed: number;
  skipped: number;
  left: number;
  next: ReclassifyPlace | null;
}
const nothing_yet: Progress = { examined: 0, changed: 0, skipped: 0, left: 0, next: null };

interface Props {
  /** Null: the failures of all repositories. */
  repo: string | null;
  onChanged: () => void;
}

export function Reclassify({ repo, onChanged }: Props) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const is_away = useRef(false);
  useEffect(() => {
    is_away.current = false;
    return () => void (is_away.current = true);
  }, []);
  const run = async (token: string) => {
    // After an error it goes on where it was.
    let so_far = progress ?? nothing_yet;
    do {
      const body = { repo, days, after: so_far.next };
      const page = await sendJson<ReclassifyReply>(api_paths.reclassify(), { method: "POST", body, token, timeout_ms });
      so_far = added(so_far, page);
      setProgress(so_far);
    } while (so_far.next !== null && !is_away.current);
    onChanged();
  };
  const is_done = progress !== null && progress.next === null;
  const whose = repo === null ? "" : ` of ${repo}`;
  const words = progress === null ? `Look at the last ${days} days' failures${whose} again` : "Go on";
  return (
    <>
      <p role="status">
        {progress === null ? "Saved. Every log that comes from now on is held against it." : sentence(progress)}
      </p>
      {!is_done && <WithToken words={words} run={run} />}
    </>
  );
}

const added = (so_far: Progress, { examined, changed, skipped, left, next }: ReclassifyReply): Progress => ({
  examined: so_far.examined + examined,
  changed: so_far.changed + changed,
  skipped: so_far.skipped + skipped,
  ...{ left, next },
});

function sentence({ examined, changed, skipped, left, next }: Progress): string {
  const count = (of: number): string => of.toLocaleString("en");
  const of_all = next === null ? "" : ` of ${count(examined + skipped + left)}`;
  const unread = skipped === 0 ? "" : ` ${count(skipped)} could not be read any more and stay as they were.`;
  return `Looked at ${count(examined)}${of_all} failed logs again: ${count(changed)} now say something else.${unread}`;
}
