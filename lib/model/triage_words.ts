/** Verdicts in words: one sentence for a page's head, and one for each piece of evidence. */
import type { Evidence, Verdict, VerdictKind } from "lib/model/triage";

/** A part of the sentence; parts are joined by commas. */
export interface SummaryPart {
  kind: VerdictKind | "checks" | "pending" | "passed" | "nothing";
  text: string;
  /** The commit that the text ends with, to link it. */
  sha: string | null;
}

interface Counts {
  pending: number;
  passed: number;
  checks_failed: number;
}

/** "2 failures look new", "1 also fails on main since abc1234", "1 is flaky (12 % over 14 days)", "3 pending". */
export function summaryParts(verdicts: readonly Verdict[], { pending, passed, checks_failed }: Counts): SummaryPart[] {
  const of = (kind: VerdictKind) => verdicts.filter((verdict) => verdict.kind === kind);
  const parts: SummaryPart[] = [];
  /** The first that is counted says what is counted. */
  const add = (kind: VerdictKind, count: number, words: [one: string, several: string], sha: string | null = null) => {
    if (count === 0) return;
    const noun = parts.length === 0 ? (count === 1 ? " failure" : " failures") : "";
    parts.push({ kind, sha, text: `${count}${noun} ${count === 1 ? words[0] : words[1]}` });
  };

  add("new", of("new").length, ["looks new", "look new"]);
  for (const { branch, sha, count } of trunkGroups(of("broken_trunk"))) {
    const where = sha === null ? ` on ${branch}` : ` on ${branch} since`;
    add("broken_trunk", count, [`also fails${where}`, `also fail${where}`], sha);
  }
  add("infra", of("infra").length, ["is infrastructure", "are infrastructure"]);
  const flaky = of("flaky");
  const [only] = flaky;
  const why = flaky.length === 1 && only ? ` (${flakyWords(only)})` : "";
  add("flaky", flaky.length, [`is flaky${why}`, "are flaky"]);
  add("other", of("other").length, ["was set aside", "were set aside"]);

  if (parts.length === 0 && pending === 0 && passed > 0) {
    parts.push({ kind: "passed", sha: null, text: passed === 1 ? "The one job passed" : `All ${passed} jobs passed` });
  } else if (parts.length === 0) {
    parts.push({
      kind: "nothing",
      sha: null,
      text: passed + pending > 0 ? "Nothing has failed" : "Nothing has run yet",
    });
  }
  if (checks_failed > 0) {
    const text = checks_failed === 1 ? "1 external check failed" : `${checks_failed} external checks failed`;
    parts.push({ kind: "checks", sha: null, text });
  }
  if (pending > 0) parts.push({ kind: "pending", sha: null, text: `${pending} pending` });
  return parts;
}

export const summaryText = (parts: readonly SummaryPart[]): string =>
  parts.map(({ text, sha }) => (sha === null ? text : `${text} ${sha.slice(0, 7)}`)).join(", ");

/** Failures that trunk has too, by where they begin there; the most first. */
function trunkGroups(verdicts: readonly Verdict[]): { branch: string; sha: string | null; count: number }[] {
  const groups = new Map<string, { branch: string; sha: string | null; count: number }>();
  for (const { evidence } of verdicts) {
    const found = evidence.find((one) => one.kind === "fails_on_trunk");
    const sha = found?.since_sha ?? null;
    const group = groups.get(sha ?? "") ?? { branch: found?.branch ?? "trunk", sha, count: 0 };
    group.count++;
    groups.set(sha ?? "", group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || ((a.sha ?? "") < (b.sha ?? "") ? -1 : 1));
}

function flakyWords({ evidence }: Verdict): string {
  for (const one of evidence) {
    if (one.kind === "failure_rate") return `${rateWords(one.failed, one.commits)} over ${dayWords(one.days)}`;
    if (one.kind === "passed_on_retry") return "passed on a retry";
    if (one.kind === "passed_before") return "passed before on the same commit";
  }
  return "by a person's word";
}

/** "12 %"; never 0 or 100 where it is not. */
export function rateWords(failed: number, commits: number): string {
  const percent = Math.round((100 * failed) / commits);
  if (failed > 0 && percent === 0) return "under 1 %";
  if (failed < commits && percent === 100) return "over 99 %";
  return `${percent} %`;
}

export const dayWords = (days: number): string => (days === 1 ? "1 day" : `${days} days`);

export const kind_labels: Readonly<Record<VerdictKind, string>> = {
  new: "Looks new",
  broken_trunk: "Also fails on trunk",
  flaky: "Flaky",
  infra: "Infrastructure",
  other: "Set aside",
};

/** One piece of evidence as a sentence's beginning, and what it points to. */
export interface EvidenceWords {
  text: string;
  /** Commits and jobs that the words end with, in their order. */
  links: ({ kind: "commit"; sha: string } | { kind: "job"; job_id: number; text: string })[];
}

export function evidenceWords(evidence: Evidence): EvidenceWords {
  switch (evidence.kind) {
    case "said": {
      const { annotation, by, note } = evidence.said;
      return { text: `${by ?? "Somebody"} says: ${annotation}${note === null ? "" : ` (${note})`}`, links: [] };
    }
    case "infra_rule":
      return { text: `its log matches the rule “${evidence.rule}”, which is about infrastructure`, links: [] };
    case "passed_on_retry":
      return {
        text: "failed, then passed on the same commit:",
        links: [{ kind: "job", job_id: evidence.job_id, text: `attempt ${evidence.attempt}` }],
      };
    case "passed_before":
      return {
        text: "passed before on the same commit:",
        links: [{ kind: "job", job_id: evidence.job_id, text: `attempt ${evidence.attempt}` }],
      };
    case "fails_on_trunk": {
      const same = evidence.same === "captures" ? "with the same failure" : "not compared line by line";
      const many = evidence.commits === 1 ? "once" : `on ${evidence.commits} commits in a row`;
      return {
        text: `failed on ${evidence.branch} ${many} before this was tested (${same}), since`,
        links: [
          { kind: "commit", sha: evidence.since_sha },
          { kind: "job", job_id: evidence.job_id, text: "its job there" },
        ],
      };
    }
    case "fails_otherwise_on_trunk":
      return {
        text: `fails on ${evidence.branch} too, but otherwise there:`,
        links: [{ kind: "job", job_id: evidence.job_id, text: evidence.captures[0]?.slice(0, 80) ?? "its job there" }],
      };
    case "same_failure_here":
      return {
        text: "failed in the same way, on this commit, as one that looks new by itself:",
        links: [{ kind: "job", job_id: evidence.job_id, text: evidence.name }],
      };
    case "failure_rate":
      return {
        text: `failed on ${rateWords(evidence.failed, evidence.commits)} of ${evidence.commits} commits of ${evidence.branch} in ${dayWords(evidence.days)}`,
        links: [],
      };
    case "passed_on_trunk":
      return {
        text: `passed on ${evidence.branch} just before, at`,
        links: [
          { kind: "commit", sha: evidence.sha },
          { kind: "job", job_id: evidence.job_id, text: "its job there" },
        ],
      };
    case "never_on_trunk":
      return {
        text:
          evidence.commits === 0
            ? "no earlier commits are known to compare it with"
            : `has not run on ${evidence.branch ?? "trunk"}'s ${evidence.commits} commits before this, so there is nothing to compare it with`,
        links: [],
      };
  }
}
