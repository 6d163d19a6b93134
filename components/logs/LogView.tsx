/** One job's log: opens at the line that failed, or at the lines of the address; searched, folded, compared, by keyboard. */
import { useRouter } from "next/router";
import { useMemo, useRef, useState } from "react";
import { LogCompare } from "components/logs/LogCompare";
import { LogHead } from "components/logs/LogHead";
import { LogPane, type PaneHandle } from "components/logs/LogPane";
import { LogSearch } from "components/logs/LogSearch";
import { LogSelection } from "components/logs/LogSelection";
import { EmptyLog, LogFailure, ReadingLog, ReadingOn } from "components/logs/LogState";
import { LogToolbar } from "components/logs/LogToolbar";
import { pick } from "components/logs/line_range";
import { placedLines } from "components/logs/log_reader";
import { previewEnd, previewOf } from "components/logs/preview";
import type { Question } from "components/logs/reading/search";
import { stopsOf } from "components/logs/reading/trouble";
import { nextLine } from "components/logs/steps";
import { useFolds } from "components/logs/use_folds";
import { useLineRange } from "components/logs/use_line_range";
import { useLog } from "components/logs/use_log";
import { useLogKeys } from "components/logs/use_log_keys";
import type { Target } from "components/logs/use_log_scroll";
import { useSearch } from "components/logs/use_search";
import { api_paths } from "lib/browser/paths";
import { useAddress } from "lib/browser/use_address";
import type { LogJob } from "clickhouse_queries/log_job/query";
import styles from "components/logs/LogView.module.css";

interface Props {
  repo: string;
  job_id: string;
  /** Null: the HUD may have a log of a job that it has not heard of. */
  job: LogJob | null;
}

/** Narrower than this, long lines are wrapped unless the reader has said otherwise. */
const narrow_px = 700;

export function LogView({ repo, job_id, job }: Props) {
  const url = api_paths.log(repo, job_id);
  const { query } = useRouter();
  const setAddress = useAddress();
  const { range, setRange, lastRange, pointed } = useLineRange();
  const failing = job?.failure_line_num ? job.failure_line_num - 1 : null;
  const chosen = range ? range.first - 1 : null;
  const { reader, log } = useLog(url, () => ({
    around: chosen ?? failing,
    preview: chosen === null ? previewOf(job) : null,
  }));
  const [question, ask] = useSearch(reader);
  const stops = useMemo(() => stopsOf(log.trouble ?? [], failing), [log.trouble, failing]);
  const folds = useFolds(log.groups, stops, { first: log.preview?.first ?? 0, end: previewEnd(log.preview) });
  const pane = useRef<PaneHandle>(null);
  const [target, setTarget] = useState<Target | null>(null);
  const [hit, setHit] = useState<number | null>(null);
  const [was_moved, setWasMoved] = useState(false);
  const [went_to, setWentTo] = useState(pointed);

  const go = (line: number) => {
    folds.show(line);
    setTarget({ line });
    setWasMoved(true);
  };
  // Where a log opens: at what the address says, at what the classifier has found, or at the last failure in it.
  const lines = placedLines(log);
  const wanted = chosen ?? failing ?? (log.trouble ? (stops.at(-1) ?? 0) : null);
  const is_shown = log.phase === "open" || (wanted !== null && lines > wanted);
  if (!was_moved && wanted !== null && is_shown) go(Math.min(wanted, Math.max(0, lines - 1)));
  if (pointed !== went_to && is_shown) {
    setWentTo(pointed);
    if (pointed) go(Math.min(pointed.first, Math.max(1, lines)) - 1);
  }

  const flags = {
    wrap:
      query.wrap === undefined ? typeof window !== "undefined" && window.innerWidth < narrow_px : query.wrap === "1",
    times: query.times === "1",
    compare: query.compare === "1",
  };
  const flip = (name: keyof typeof flags) => setAddress({ [name]: flags[name] ? (name === "wrap" ? "0" : "") : "1" });

  const here = (): number => range?.first ?? (pane.current?.topLine() ?? 0) + 1;
  const stepFailure = (step: 1 | -1) => {
    const from = lastRange()?.first ?? (pane.current?.topLine() ?? 0) + 1;
    const line = nextLine(stops, from - 1, step);
    if (line === null) return;
    setRange({ first: line + 1, last: line + 1 });
    go(line);
  };
  const stepHit = (step: 1 | -1) => {
    const line = nextLine(log.found?.lines ?? [], hit ?? here() - 2, step);
    if (line === null) return;
    setHit(line);
    go(line);
  };
  const onAsk = (next: Question) => {
    setHit(null);
    ask(next);
  };
  const pickLine = (line: number, extend: boolean) => setRange(pick(range, line + 1, extend));
  const copy = () => {
    if (!range) return Promise.resolve();
    return reader.copy(range.first - 1, range.last - 1).then((text) => navigator.clipboard.writeText(text));
  };

  useLogKeys((key) => {
    if (log.phase !== "open") return false;
    if (key === "n" || key === "p") stepFailure(key === "n" ? 1 : -1);
    else if (key === "g" || key === "G") pane.current?.scrollTo(key === "g" ? "top" : "end");
    else if (key === "w") flip("wrap");
    else if (key === "t") flip("times");
    else if (key === "c") flip("compare");
    else if (key === "f") folds.toggleAll();
    else if (key === "y") void copy().catch(() => undefined);
    else if (key === "Escape" && range) setRange(null);
    else return false;
    return true;
  });

  const at_stop = chosen === null ? -1 : stops.indexOf(chosen);
  return (
    <div className={styles.page}>
      <LogHead repo={repo} job_id={job_id} job={job} onFailingLine={() => failing !== null && go(failing)} />
      {!log.failure && (
        <div className={styles.tools}>
          {is_shown && lines > 0 && (
            <LogToolbar
              failures={{ count: stops.length, at: at_stop < 0 ? null : at_stop, onStep: stepFailure }}
              switches={[
                { label: "Wrap", key: "w", on: flags.wrap, onToggle: () => flip("wrap") },
                { label: "Times", key: "t", on: flags.times, onToggle: () => flip("times") },
                ...(log.groups.length > 0
                  ? [{ label: "Unfold", key: "f", on: folds.all_open, onToggle: folds.toggleAll }]
                  : []),
                { label: "Compare", key: "c", on: flags.compare, onToggle: () => flip("compare") },
              ]}
              raw_url={url}
              file_name={`${repo.replaceAll("/", "_")}_${job_id}.log`}
            >
              <LogSearch
                question={question}
                onAsk={onAsk}
                found={log.found}
                current={hit}
                onStep={stepHit}
                onLeave={() => undefined}
              />
            </LogToolbar>
          )}
        </div>
      )}
      {log.cut && (
        <p className={styles.cut} role="status">
          The log is longer than a page can hold: these are its first {log.lines.toLocaleString("en")} lines. The
          download has all of them.
        </p>
      )}
      <div className={flags.compare && is_shown ? `${styles.body} ${styles.split}` : styles.body}>
        {log.failure && (
          <div className={styles.instead}>
            <LogFailure repo={repo} job={job} failure={log.failure} onRetry={() => reader.retry()} />
          </div>
        )}
        {log.phase === "open" && log.lines === 0 && (
          <div className={styles.instead}>
            <EmptyLog />
          </div>
        )}
        {log.phase === "reading" && !is_shown && <ReadingLog log={log} job={job} />}
        {is_shown && lines > 0 && (
          <LogPane
            {...{ reader, log, folds, range, failing, target, stops }}
            wrap={flags.wrap}
            times={flags.times}
            onPick={pickLine}
            current={hit}
            handle={pane}
          />
        )}
        {is_shown && log.phase === "reading" && <ReadingOn log={log} />}
        {is_shown && range && <LogSelection range={range} onCopy={copy} onClose={() => setRange(null)} lines={lines} />}
        {flags.compare && is_shown && (
          <LogCompare {...{ repo, job_id, reader, log, failing }} onLine={go} onClose={() => flip("compare")} />
        )}
      </div>
    </div>
  );
}
