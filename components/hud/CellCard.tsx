/** What a cell knows: shown beside it while hovered, and kept, with its links in reach, once pinned. */
import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import { CloseIcon } from "components/frame/icons";
import { Mark } from "components/frame/Mark";
import { cardPlace, type Box } from "components/hud/card_place";
import { duration } from "lib/browser/time";
import { paths } from "lib/browser/paths";
import type { Cell, CellRun, GridRow } from "lib/model/grid";
import { marks, toneOf } from "lib/model/mark";
import styles from "components/hud/CellCard.module.css";

interface Props {
  repo: string;
  row: GridRow;
  cell: Cell;
  name: string;
  box: Box;
  pinned: boolean;
  onClose: () => void;
}

const others_max = 12;

export function CellCard({ repo, row, cell, name, box, pinned, onClose }: Props) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (pinned) card.current?.focus({ preventScroll: true });
  }, [pinned]);
  const tone = toneOf(cell);
  const others = cell.otherRuns ?? [];
  return (
    <div
      ref={card}
      className={`${styles.card} ${pinned ? styles.is_pinned : ""}`}
      style={cardPlace(box, { width: window.innerWidth, height: window.innerHeight })}
      {...(pinned ? { role: "dialog", "aria-label": name, tabIndex: -1 } : { role: "tooltip" })}
    >
      <div className={styles.head}>
        <Mark tone={tone} label={false} />
        <strong className={styles.name}>{name}</strong>
        {pinned && (
          <button type="button" className={styles.close} onClick={onClose} aria-label="Close (Escape)">
            <CloseIcon />
          </button>
        )}
      </div>
      <p className={styles.facts}>
        {marks[tone].label}
        {facts(cell)}
      </p>
      {cell.failureLines.length > 0 && <pre className={styles.lines}>{cell.failureLines.join("\n")}</pre>}
      {pinned && (
        <p className={styles.links}>
          {cell.htmlUrl !== null && <Outside href={cell.htmlUrl}>Job on GitHub</Outside>}
          {cell.logUrl !== null && <a href={cell.logUrl}>Log</a>}
          <Link href={paths.commit(repo, row.sha)}>Commit {row.sha.slice(0, 7)}</Link>
          {row.prNum !== null && <Link href={paths.pull(repo, row.prNum)}>PR #{row.prNum}</Link>}
        </p>
      )}
      {others.length > 0 && (
        <div className={styles.others}>
          <p className={styles.heading}>Other runs</p>
          <ul>
            {others.slice(0, others_max).map((run) => (
              <li key={`${run.id} ${run.runAttempt}`} className={styles.other}>
                <Mark tone={toneOf(run)} />
                {pinned && run.htmlUrl !== null ? (
                  <Outside href={run.htmlUrl}>#{run.id}</Outside>
                ) : (
                  <span>#{run.id}</span>
                )}
                <span className={styles.muted}>{facts(run).slice(3)}</span>
              </li>
            ))}
          </ul>
          {others.length > others_max && <p className={styles.muted}>and {others.length - others_max} more</p>}
        </div>
      )}
      <p className={styles.muted}>
        {row.sha.slice(0, 7)} {row.commitTitle}
      </p>
      {!pinned && <p className={styles.hint}>Click to pin</p>}
    </div>
  );
}

/** " · attempt 2 · push · took 3m 20s · queued 12s": what is known. */
function facts({ runAttempt, event, durationS, queueS }: CellRun): string {
  const known = [
    runAttempt > 1 && `attempt ${runAttempt}`,
    event,
    durationS !== null && `took ${duration(durationS)}`,
    queueS !== null && `queued ${duration(queueS)}`,
  ];
  return known.map((fact) => (fact ? ` · ${fact}` : "")).join("");
}

function Outside({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
