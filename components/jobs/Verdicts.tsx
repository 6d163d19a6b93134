/** Whose the failures are: one sentence first, then each failure with its line and what speaks for its verdict. */
import { Fragment } from "react";
import Link from "next/link";
import { type VerdictGroup, verdictGroups } from "components/jobs/verdict_groups";
import { VerdictItem } from "components/jobs/VerdictItem";
import { paths } from "lib/browser/paths";
import { useQueryState } from "lib/browser/use_query_state";
import type { JobAnswer, VerdictsAnswer } from "lib/model/answers";
import { dayWords, type SummaryPart } from "lib/model/triage_words";
import styles from "components/jobs/Verdicts.module.css";

interface Props {
  repo: string;
  verdicts: VerdictsAnswer;
  jobs: readonly JobAnswer[];
  onSaid: () => void;
}

/** So many failures are listed before somebody asks for the rest. */
const shown_max = 8;

export function Verdicts({ repo, verdicts, jobs, onSaid }: Props) {
  // In the address: who comes back from a log finds the list as long as it was.
  const [listed, setListed] = useQueryState("failures");
  const groups = verdictGroups(verdicts.jobs);
  const shown = listed === "all" ? groups : firstOf(groups);
  const by_id = new Map(jobs.map((job) => [job.id, job]));
  const said = new Map(verdicts.said.map((one) => [one.job_id, one]));
  return (
    <section className={styles.panel} aria-label="Verdict">
      <p className={styles.sentence} role="status">
        {verdicts.parts.map((part, index) => (
          <Fragment key={part.text}>
            {index > 0 && ", "}
            <Part repo={repo} part={part} />
          </Fragment>
        ))}
      </p>
      {verdicts.jobs.length > 0 && <Basis trunk={verdicts.trunk} />}
      {shown.length > 0 && (
        <ul>
          {shown.flatMap(({ key, evidence, verdicts: members }) => [
            evidence && <GroupHead key={key} repo={repo} evidence={evidence} />,
            ...members.map((verdict) => (
              <VerdictItem
                key={verdict.name}
                {...{ repo, verdict, onSaid }}
                grouped={evidence !== null}
                job={by_id.get(verdict.job_id) ?? null}
                said={said.get(verdict.job_id) ?? null}
              />
            )),
          ])}
        </ul>
      )}
      {verdicts.jobs.length > count(shown) && (
        <button type="button" className={styles.more} onClick={() => setListed("all")}>
          Show all {verdicts.jobs.length} failures
        </button>
      )}
      {verdicts.unjudged > 0 && <p className={styles.basis}>{verdicts.unjudged} more failures were not looked at.</p>}
    </section>
  );
}

const count = (groups: readonly VerdictGroup[]): number =>
  groups.reduce((sum, { verdicts }) => sum + verdicts.length, 0);

/** The first few failures; of a group, as many as there is room for. */
function firstOf(groups: readonly VerdictGroup[]): VerdictGroup[] {
  let room = shown_max;
  return groups.flatMap((group) => {
    const verdicts = group.verdicts.slice(0, room);
    room -= verdicts.length;
    return verdicts.length === 0 ? [] : [{ ...group, verdicts }];
  });
}

/** What one breakage of trunk explains, said once for all of it. */
function GroupHead({ repo, evidence }: { repo: string; evidence: NonNullable<VerdictGroup["evidence"]> }) {
  const commits = evidence.commits === 1 ? "" : `, on ${evidence.commits} commits in a row`;
  return (
    <li className={`${styles.item} ${styles.edge_broken_trunk} ${styles.group}`}>
      Failing on {evidence.branch} since{" "}
      <Link href={paths.commit(repo, evidence.since_sha)} prefetch={false} className={styles.hash}>
        {evidence.since_sha.slice(0, 7)}
      </Link>
      {commits}, when this was tested:
    </li>
  );
}

function Part({ repo, part }: { repo: string; part: SummaryPart }) {
  return (
    <span className={`${styles.part} ${styles[part.kind]}`}>
      {part.text}
      {part.sha !== null && (
        <>
          {" "}
          <Link href={paths.commit(repo, part.sha)} prefetch={false} className={styles.hash}>
            {part.sha.slice(0, 7)}
          </Link>
        </>
      )}
    </span>
  );
}

function Basis({ trunk }: { trunk: VerdictsAnswer["trunk"] }) {
  return (
    <p className={styles.basis}>
      {trunk === null
        ? "Nothing is known of the branch that this is for, so there is nothing to compare with."
        : `Compared with ${trunk.commits} ${trunk.commits === 1 ? "commit" : "commits"} of ${trunk.branch} in the ${dayWords(trunk.days)} before this was tested.`}
    </p>
  );
}
