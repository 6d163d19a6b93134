/** What is known of one attempt of a job, in a line: tests, waiting, running, artifacts. */
import { Outside } from "components/oot/Outside";
import { safeHref } from "components/oot/links";
import { duration } from "lib/browser/time";
import type { OotJob } from "lib/model/oot_answers";
import styles from "components/oot/JobFacts.module.css";

/** "3 failed, 1,204 passed, 12 skipped": those that are told of, failures first. */
export function testWords({ tests_passed, tests_failed, tests_skipped, tests_total }: OotJob): string | null {
  const parts = [
    tests_failed !== null && tests_failed > 0 && `${number(tests_failed)} failed`,
    tests_passed !== null && `${number(tests_passed)} passed`,
    tests_skipped !== null && tests_skipped > 0 && `${number(tests_skipped)} skipped`,
  ].filter((part) => part !== false);
  if (parts.length > 0) return parts.join(", ");
  return tests_total === null ? null : `${number(tests_total)} tests`;
}

const number = (value: number): string => value.toLocaleString("en");

export function JobFacts({ job }: { job: OotJob }) {
  const { queue_time, duration_s, run_attempt, artifact_url } = job;
  const facts = [
    run_attempt > 1 && `attempt ${run_attempt}`,
    testWords(job),
    queue_time !== null && `queued ${duration(queue_time)}`,
    duration_s !== null && `took ${duration(duration_s)}`,
  ].filter((fact) => fact !== false && fact !== null);
  return (
    <>
      {facts.join(" · ")}
      {safeHref(artifact_url) !== null && (
        <>
          {facts.length > 0 && " · "}
          <Outside href={artifact_url} className={styles.link}>
            artifacts
          </Outside>
        </>
      )}
    </>
  );
}
