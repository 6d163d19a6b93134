/** One log as state: read while the page is open, let go with it. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { LogReader, type LogState, type Opening } from "components/logs/log_reader";
import { newLogWorker } from "components/logs/new_log_worker";

/** `url` does not change while the page stays: a page about another log has another key. `opening` is asked once. */
export function useLog(url: string, opening: () => Opening): { reader: LogReader; log: LogState } {
  const [reader] = useState(() => new LogReader(url, newLogWorker, opening()));
  const log = useSyncExternalStore(reader.subscribe, reader.snapshot, reader.snapshot);
  useEffect(() => {
    reader.open();
    return () => reader.close();
  }, [reader]);
  return { reader, log };
}
