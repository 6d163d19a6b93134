/** What a cell knows: shown beside it while the pointer rests there, and kept, with its links in reach, once pinned. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import Link from "next/link";
import { CloseIcon } from "components/frame/icons";
import { Mark } from "components/frame/Mark";
import { CellFacts } from "components/hud/CellFacts";
import { cardPlace } from "components/hud/card_place";
import { paths } from "lib/browser/paths";
import type { GridCommit } from "lib/model/grid";
import type { GridColumn } from "lib/model/grid_columns";
import type { GridSheet } from "lib/model/grid_sheet";
import { compareTones, marks, toneOfLetter } from "lib/model/mark";
import styles from "components/hud/CellCard.module.css";

interface Props {
  repo: string;
  commit: GridCommit;
  column: GridColumn;
  letter: string;
  sheet: GridSheet;
  /** Of the commit, in the sheet. */
  row: number;
  /** Where the cell is. */
  cell: { pane: RefObject<HTMLElement | null>; row: number; column: number };
  pinned: boolean;
  onClose: () => void;
}

const members_max = 12;

export function CellCard({ repo, commit, column, letter, sheet, row, cell, pinned, onClose }: Props) {
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = cell.pane.current
      ?.querySelector(`[data-sha="${commit.sha}"] [role=gridcell][aria-colindex="${cell.column + 2}"]`)
      ?.getBoundingClientRect();
    if (!box || !card.current) return;
    const place = cardPlace(box, { width: window.innerWidth, height: window.innerHeight });
    for (const [side, size] of Object.entries(place)) card.current.style.setProperty(side, `${size}px`);
  }, [cell.pane, cell.column, commit.sha]);
  useEffect(() => {
    if (pinned) card.current?.focus({ preventScroll: true });
  }, [pinned]);
  const tone = toneOfLetter(letter);
  return (
    <div
      ref={card}
      className={`${styles.card} ${pinned ? styles.is_pinned : ""}`}
      {...(pinned ? { role: "dialog", "aria-label": column.name, tabIndex: -1 } : { role: "tooltip" })}
    >
      <div className={styles.head}>
        <Mark tone={tone} label={false} />
        <strong className={styles.name}>{column.name}</strong>
        {pinned && (
          <button type="button" className={styles.close} onClick={onClose} aria-label="Close (Escape)">
            <CloseIcon />
          </button>
        )}
      </div>
      <p className={styles.facts}>{marks[tone].label}</p>
      {column.folded ? (
        <Members column={column} letters={sheet.letters[row] ?? ""} names={sheet.jobNames} />
      ) : (
        <CellFacts repo={repo} sha={commit.sha} name={column.name} pinned={pinned} />
      )}
      <p className={styles.muted}>
        {pinned ? (
          <Link href={paths.commit(repo, commit.sha)}>Commit {commit.sha.slice(0, 7)}</Link>
        ) : (
          commit.sha.slice(0, 7)
        )}{" "}
        {commit.commitTitle}
      </p>
      {pinned && commit.prNum !== null && (
        <p>
          <Link href={paths.pull(repo, commit.prNum)}>PR #{commit.prNum}</Link>
        </p>
      )}
      {!pinned && <p className={styles.hint}>Click to pin</p>}
    </div>
  );
}

/** The jobs of a folded group, worst first. */
function Members({ column, letters, names }: { column: GridColumn; letters: string; names: readonly string[] }) {
  const members = column.members
    .map((index) => ({ name: names[index] ?? "", tone: toneOfLetter(letters[index] ?? " ") }))
    .filter(({ tone }) => tone !== "none")
    .sort((a, b) => compareTones(a.tone, b.tone));
  return (
    <div className={styles.others}>
      <p className={styles.heading}>
        {members.length} of {column.members.length} jobs have run
      </p>
      <ul>
        {members.slice(0, members_max).map(({ name, tone }) => (
          <li key={name} className={styles.other}>
            <Mark tone={tone} /> <span className={styles.muted}>{name}</span>
          </li>
        ))}
      </ul>
      {members.length > members_max && <p className={styles.muted}>and {members.length - members_max} more</p>}
    </div>
  );
}
