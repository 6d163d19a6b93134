/** One backend's jobs for a pull request or commit, in a box that opens by itself when it has something to say. */
import Link from "next/link";
import { Mark } from "components/frame/Mark";
import { Level } from "components/oot/BackendName";
import { JobFacts } from "components/oot/JobFacts";
import { Outside } from "components/oot/Outside";
import type { BackendResults } from "components/oot/results";
import { paths } from "lib/browser/paths";
import { jobLabel, ootTone, type OotJobLine } from "lib/model/oot";
import type { OotResult } from "lib/model/oot_answers";
import { countTones, marks, type Tone } from "lib/model/mark";
import styles from "components/oot/BackendBox.module.css";

/** What passed needs no reading. */
const quiet: ReadonlySet<Tone> = new Set<Tone>(["success", "neutral", "skipped", "none"]);
/** What has not ended is said in words too. */
const spoken: ReadonlySet<Tone> = new Set<Tone>(["pending", "queued", "stale"]);

export function BackendBox({
  backend: { repo, level, worst, lines },
  head,
}: {
  backend: BackendResults;
  head: string | null;
}) {
  return (
    <div className={styles.box}>
      <details open={!quiet.has(worst)}>
        <summary className={styles.head}>
          <h3 className={styles.name}>{repo}</h3>
          <Level level={level} />
          <span className={styles.sum}>
            {countTones(lines.map(({ tone }) => tone)).map(({ tone, count }) => (
              <span key={tone} className={styles.part} title={`${count} ${marks[tone].counted}`}>
                <Mark tone={tone} label={false} />
                {count}
                <span className={spoken.has(tone) ? styles.word : "visually-hidden"}>{marks[tone].counted}</span>
              </span>
            ))}
          </span>
        </summary>
        <ul>
          {lines.map((line) => (
            <JobItem key={jobLabel(line.job)} line={line} head={head} />
          ))}
        </ul>
      </details>
      {/* Beside the summary, not in it: what opens the box must not hold another thing to click. */}
      <Link href={paths.ootBackend(repo)} className={styles.dashboard} prefetch={false}>
        Dashboard<span className="visually-hidden"> of {repo}</span>
      </Link>
    </div>
  );
}

function JobItem({ line: { job, tone, earlier }, head }: { line: OotJobLine<OotResult>; head: string | null }) {
  return (
    <li className={styles.item}>
      <Row job={job} tone={tone} head={head} />
      {earlier.length > 0 && (
        <details className={styles.earlier}>
          <summary>{earlier.length} earlier</summary>
          {earlier.map((attempt) => (
            <Row
              key={`${attempt.delivery_id} ${attempt.check_run_id}`}
              job={attempt}
              tone={ootTone(attempt)}
              head={head}
            />
          ))}
        </details>
      )}
    </li>
  );
}

function Row({ job, tone, head }: { job: OotResult; tone: Tone; head: string | null }) {
  const older = head !== null && job.head_sha !== null && job.head_sha !== head;
  return (
    <div className={styles.row}>
      <Mark tone={tone} />
      <span className={styles.job}>
        <Outside href={job.url} className={styles.link}>
          {jobLabel(job)}
        </Outside>
        {spoken.has(tone) && <span className={styles.tag}>{marks[tone].label}</span>}
        {job.pr === null && <span className={styles.tag}>{job.event_type}</span>}
        {older && <span className={styles.tag}>older head {job.head_sha?.slice(0, 7)}</span>}
      </span>
      <span className={styles.facts}>
        <JobFacts job={job} />
      </span>
    </div>
  );
}
