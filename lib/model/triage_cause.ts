/** What failed, as far as a log tells: by this, failures of different jobs and commits are the same or are not. */
import type { RuleCategory } from "lib/model/failure_rule";

/** What a rule's failures are about, by its name. */
export type CategoryOf = (rule: string) => RuleCategory;

/** What a failure's log says, once it is classified. */
export interface Finding {
  rule: string | null;
  captures: readonly string[];
}

/** A vague rule has found that something failed, not what. */
export const tellsCause = ({ rule }: Finding, categoryOf: CategoryOf): boolean =>
  rule !== null && categoryOf(rule) !== "vague";

/** Equal for the same rule with the same captures, and for nothing else. */
export const causeOf = ({ rule, captures }: Finding): string => JSON.stringify([rule, ...captures.map(steady)]);

/** Addresses and random names differ from run to run without telling failures apart. */
const steady = (capture: string): string =>
  capture
    .replaceAll(/\b0x[0-9a-f]+\b/gi, "0x…")
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "uuid")
    .replaceAll(/\/tmp\/\S+/g, "/tmp/…")
    .trim();

/** By each cause that their logs tell, the first of the jobs by name. */
export function causesOf<Job extends Finding & { name: string; id: number }>(
  jobs: readonly Job[],
  categoryOf: CategoryOf,
): Map<string, Job> {
  const causes = new Map<string, Job>();
  for (const job of jobs) {
    if (!tellsCause(job, categoryOf)) continue;
    const cause = causeOf(job);
    const first = causes.get(cause);
    if (!first || job.name < first.name || (job.name === first.name && job.id < first.id)) causes.set(cause, job);
  }
  return causes;
}
