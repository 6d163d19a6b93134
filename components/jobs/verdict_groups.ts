/** Failures in the order and the company in which they are shown: those that one breakage of trunk explains together. */
import { type Evidence, type Verdict, verdict_kinds } from "lib/model/triage";

export interface VerdictGroup {
  key: string;
  /** What explains all of them, said once; null for a group of one. */
  evidence: Extract<Evidence, { kind: "fails_on_trunk" }> | null;
  verdicts: Verdict[];
}

const order = new Map(verdict_kinds.map((kind, index) => [kind, index]));

/** What stands as failed comes before what passed in the end; new failures before explained ones. */
function compareVerdicts(a: Verdict, b: Verdict): number {
  const by_kind = (order.get(a.kind) ?? 0) - (order.get(b.kind) ?? 0);
  return Number(a.settled) - Number(b.settled) || by_kind || (a.name < b.name ? -1 : 1);
}

export function verdictGroups(verdicts: readonly Verdict[]): VerdictGroup[] {
  const groups = new Map<string, VerdictGroup>();
  for (const verdict of verdicts.toSorted(compareVerdicts)) {
    const [first] = verdict.evidence;
    const breakage = verdict.kind === "broken_trunk" && first?.kind === "fails_on_trunk" ? first : null;
    const key = breakage ? `since ${breakage.since_sha}` : verdict.name;
    const group = groups.get(key);
    if (group) {
      group.verdicts.push(verdict);
      group.evidence = breakage;
    } else groups.set(key, { key, evidence: null, verdicts: [verdict] });
  }
  return [...groups.values()];
}
