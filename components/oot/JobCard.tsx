/** All that is known of a cell: its newest attempt, and those before it; with links once it is pinned. */
import { useEffect, useRef } from "react";
import { CloseIcon } from "components/frame/icons";
import { Mark } from "components/frame/Mark";
import { Time } from "components/frame/Time";
import { cardPlace } from "components/oot/card_place";
import { JobFacts } from "components/oot/JobFacts";
import type { Cell } from "components/oot/matrix";
import { Outside } from "components/oot/Outside";
import { marks } from "lib/model/mark";
import { jobLabel, ootTone } from "lib/model/oot";
import type { OotJob, OotSubjectRow } from "lib/model/oot_answers";
import styles from "components/oot/JobCard.module.css";

interface Props {
  cell: Cell;
  subject: OotSubjectRow;
  beside: HTMLElement;
  pinned: boolean;
  onClose: () => void;
}

export function JobCard({ cell: { job, tone, earlier }, subject, beside, pinned, onClose }: Props) {
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (pinned) card.current?.focus({ preventScroll: true });
  }, [pinned]);
  const window_size = { width: window.innerWidth, height: window.innerHeight };
  return (
    <div
      ref={card}
      data-oot-card
      className={pinned ? `${styles.card} ${styles.is_pinned}` : styles.card}
      style={cardPlace(beside.getBoundingClientRect(), window_size)}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      {...(pinned ? { role: "dialog", "aria-label": jobLabel(job), tabIndex: -1 } : { role: "tooltip" })}
    >
      <div className={styles.head}>
        <Mark tone={tone} label={false} />
        <strong className={styles.name}>{jobLabel(job)}</strong>
        {pinned && (
          <button type="button" className={styles.close} onClick={onClose} aria-label="Close (Escape)">
            <CloseIcon />
          </button>
        )}
      </div>
      <p>
        {marks[tone].label}, <Time iso={job.last_heard_at} />
      </p>
      <Attempt job={job} subject={subject} />
      {job.environment !== null && <p className={styles.muted}>{job.environment}</p>}
      {earlier.length > 0 && (
        <div className={styles.others}>
          <p className={styles.heading}>Earlier attempts</p>
          <ul>
            {earlier.map((attempt) => (
              <li key={`${attempt.delivery_id} ${attempt.check_run_id}`} className={styles.other}>
                <Mark tone={ootTone(attempt)} />
                <span>
                  <Attempt job={attempt} subject={subject} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {!pinned && <p className={styles.hint}>Click to pin</p>}
    </div>
  );
}

function Attempt({ job, subject }: { job: OotJob; subject: OotSubjectRow }) {
  const older = job.head_sha !== null && job.head_sha !== subject.head_sha;
  return (
    <span className={styles.attempt}>
      {job.url !== null && <Outside href={job.url}>Run</Outside>}
      <span className={styles.muted}>
        <JobFacts job={job} />
      </span>
      {job.head_sha !== null && (
        <span className={styles.sha}>
          {job.head_sha.slice(0, 7)}
          {older && " (older head)"}
        </span>
      )}
    </span>
  );
}
