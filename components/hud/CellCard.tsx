/** What a cell knows: shown beside it while the pointer rests there, and kept, with its links in reach, once pinned. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import Link from "next/link";
import { CloseIcon } from "components/frame/icons";
import { Isolated } from "components/frame/Isolated";
import { Mark } from "components/frame/Mark";
import { Time } from "components/frame/Time";
import { CellFacts } from "components/hud/CellFacts";
import { CopyFacts } from "components/hud/CopyFacts";
import { lookOf } from "components/hud/cell_look";
import { cardPlace } from "components/hud/card_place";
import { paths } from "lib/browser/paths";
import type { CellAnnotation } from "lib/browser/use_grid_facts";
import type { GridCommit } from "lib/model/grid";
import type { GridColumn } from "lib/model/grid_columns";
import { letterOf } from "lib/model/grid_rows";
import type { GridSheet } from "lib/model/grid_sheet";
import { compareTones, toneOfLetter } from "lib/model/mark";
import { provider_labels } from "lib/model/provider";
import styles from "components/hud/CellCard.module.css";

interface Props {
  repo: string;
  commit: GridCommit;
  column: GridColumn;
  /** What the cell shows. */
  code: number;
  sheet: GridSheet;
  /** Of the commit, in the sheet. */
  row: number;
  annotation: CellAnnotation | null;
  /** Where the cell is: in the pane, and among the columns. */
  cell: { pane: RefObject<HTMLElement | null>; column: number };
  pinned: boolean;
  onPin: (key: string) => void;
  copyLink: (sha: string) => void;
  onClose: () => void;
}

const members_max = 12;

export function CellCard(props: Props) {
  const { repo, commit, column, code, sheet, row, annotation, cell, pinned, onPin, copyLink, onClose } = props;
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
  const { label } = lookOf(code);
  return (
    <div
      ref={card}
      data-card
      className={`${styles.card} ${pinned ? styles.is_pinned : ""}`}
      {...(pinned ? { role: "dialog", "aria-label": column.name, tabIndex: -1 } : { role: "tooltip" })}
    >
      <div className={styles.head}>
        <Mark tone={toneOfLetter(letterOf(code))} label={false} />
        <strong className={styles.name}>
          <Isolated text={column.name} />
        </strong>
        {pinned && (
          <>
            <CopyFacts
              {...{ repo, commit, column }}
              said={annotation === null ? label : `${label}: ${annotation.annotation}`}
            />
            <button type="button" className={styles.close} onClick={onClose} aria-label="Close (Escape)">
              <CloseIcon />
            </button>
          </>
        )}
      </div>
      <p className={styles.facts}>
        {label}
        {column.provider !== "github" && ` · ${provider_labels[column.provider]}`}
      </p>
      {annotation && <Annotation said={annotation} />}
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
        <Isolated text={commit.commitTitle} />
      </p>
      {pinned ? (
        <p className={styles.links}>
          {commit.prNum !== null && <Link href={paths.pull(repo, commit.prNum)}>PR #{commit.prNum}</Link>}
          <button type="button" className={styles.retry} onClick={() => onPin(column.key)}>
            {column.pinned ? "Let go of this column" : "Pin this column"}
          </button>
          <button type="button" className={styles.retry} onClick={() => copyLink(commit.sha)}>
            Copy the link to this commit
          </button>
        </p>
      ) : (
        <p className={styles.hint}>Click to pin</p>
      )}
    </div>
  );
}

function Annotation({ said: { annotation, note, by, annotated_at } }: { said: CellAnnotation }) {
  return (
    <p className={styles.said}>
      <strong>{annotation}</strong>
      {by !== null && by !== "" && ` — ${by}`}, <Time iso={annotated_at} />
      {note !== null && note !== "" && <span className={styles.note}>{note}</span>}
    </p>
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
