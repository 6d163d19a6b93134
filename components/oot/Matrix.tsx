/** Pull requests × jobs: a letter a cell, all that is known of it in a card beside it. */
import Link from "next/link";
import { useEffect, useMemo, useState } from "react";
import { Time } from "components/frame/Time";
import { JobCard } from "components/oot/JobCard";
import { type Cell, isOfOlderHead, matrixOf, type MatrixRow } from "components/oot/matrix";
import { MatrixCell } from "components/oot/MatrixCell";
import { SubjectLink } from "components/oot/SubjectLink";
import { paths } from "lib/browser/paths";
import type { OotSubjectRow } from "lib/model/oot_answers";
import styles from "components/oot/Matrix.module.css";

interface Shown {
  cell: Cell;
  row: MatrixRow;
  element: HTMLElement;
  pinned: boolean;
}

export function Matrix({ rows: subjects }: { rows: readonly OotSubjectRow[] }) {
  const { columns, rows } = useMemo(() => matrixOf(subjects), [subjects]);
  const [shown, setShown] = useState<Shown | null>(null);
  const close = () => {
    if (shown?.pinned) shown.element.focus({ preventScroll: true });
    setShown(null);
  };
  useCloseOutside(shown?.pinned === true, () => setShown(null));
  return (
    <div
      className={styles.pane}
      onScroll={() => setShown(null)}
      tabIndex={0}
      role="group"
      aria-label="Results, scrollable"
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.corner}>
              {subjects[0]?.pr === null ? "Commit" : "Pull request"}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className={styles.column} title={column}>
                <span className={styles.column_name}>{column}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className={styles.subject}>
                <SubjectCell subject={row.subject} />
              </th>
              {columns.map((column) => {
                const cell = row.cells.get(column);
                return (
                  <td key={column} className={styles.cell}>
                    {cell && (
                      <MatrixCell
                        cell={cell}
                        name={column}
                        older={isOfOlderHead(cell, row.subject)}
                        pinned={shown?.pinned === true && shown.cell === cell}
                        onShow={(element) => !shown?.pinned && setShown({ cell, row, element, pinned: false })}
                        onHide={() => !shown?.pinned && setShown(null)}
                        onPin={(element) => setShown({ cell, row, element, pinned: true })}
                      />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {shown && (
        <JobCard
          cell={shown.cell}
          subject={shown.row.subject}
          beside={shown.element}
          pinned={shown.pinned}
          onClose={close}
        />
      )}
    </div>
  );
}

function SubjectCell({ subject }: { subject: OotSubjectRow }) {
  const { upstream_repo, pr, head_sha, title, last_heard_at } = subject;
  return (
    <>
      <span className={styles.line}>
        <SubjectLink subject={subject} />
        <span className={styles.title}>{title}</span>
      </span>
      <span className={styles.line}>
        {pr !== null &&
          head_sha !== null &&
          (upstream_repo === null ? (
            <span className={styles.sha}>{head_sha.slice(0, 7)}</span>
          ) : (
            <Link href={paths.commit(upstream_repo, head_sha)} className={styles.sha} prefetch={false}>
              {head_sha.slice(0, 7)}
            </Link>
          ))}
        <span className={styles.muted}>
          <Time iso={last_heard_at} />
        </span>
        <span className={styles.upstream}>{upstream_repo}</span>
      </span>
    </>
  );
}

/** A click elsewhere puts a pinned card away. */
function useCloseOutside(active: boolean, close: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Element && !event.target.closest("[data-oot-card]")) close();
    };
    document.addEventListener("pointerdown", onDown);
    return () => document.removeEventListener("pointerdown", onDown);
  }, [active, close]);
}
