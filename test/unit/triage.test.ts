/** Whose failure is it: the rules, by examples and by what must hold of any of them; and the words for it. */
import fc from "fast-check";
import {
  type FailingJob,
  flaky_rule,
  type Said,
  triage,
  type Trunk,
  type TrunkRun,
  verdict_kinds,
} from "lib/model/triage";
import type { CategoryOf } from "lib/model/triage_cause";
import { evidenceWords, rateWords, summaryParts, summaryText } from "lib/model/triage_words";

const nobody: ReadonlyMap<number, Said> = new Map();
const failing = (fields: Partial<FailingJob> = {}): FailingJob => ({
  ...{ name: "CI / unit", id: 1, rule: null, captures: [], passed: null },
  ...fields,
});

/** Newest first: O passed, X failed, B both, "." nothing. */
function trunkOf(outcomes: string, fields: Partial<TrunkRun> = {}, base: number | null = null): Trunk {
  const shas = [...outcomes].map((_, index) => `sha${index}`);
  const runs = [...outcomes].flatMap((letter, index): TrunkRun[] => {
    const run = { sha: `sha${index}`, id: 1_000 - index * 2, rule: null, captures: [], ...fields };
    return [
      ...("XB".includes(letter) ? [{ ...run, failed: true }] : []),
      ...("OB".includes(letter) ? [{ ...run, id: run.id + 1, failed: false }] : []),
    ];
  });
  return {
    branch: "main",
    shas,
    base: base === null ? null : `sha${base}`,
    days: 14,
    runs: new Map([["CI / unit", runs]]),
  };
}

const categoryOf: CategoryOf = (rule) => (({ network: "infra", "Exit code": "vague" }) as const)[rule] ?? "code";

const judge = (job: FailingJob, trunk: Trunk | null, said = nobody) => {
  const [verdict] = triage([job], { trunk, said, categoryOf });
  if (!verdict) throw new Error("No verdict");
  return verdict;
};

test.each([
  ["OOOOOOOOOO", "new"],
  ["", "new"],
  ["..........", "new"],
  ["XOOOOOOOOO", "broken_trunk"],
  ["XXXXOOOOOO", "broken_trunk"],
  ["..XX.XOOOO", "broken_trunk"],
  ["OXXXXXXXXX", "new"],
  // One long breakage that was mended is no flakiness; failures that stand apart are.
  ["OOXXXXXXOOOOOO", "new"],
  ["OOXOOOXOOOOOOO", "flaky"],
  ["OOBOOOBOOOOOOO", "flaky"],
  // The newest of a job that fails now and then is one more of its failures, unless they go on.
  ["XOOOXOOOOOXOOO", "flaky"],
  ["XXOOXOOOOOXOOO", "broken_trunk"],
  // Too few commits, too few failures, or never a success.
  ["OXOXO", "new"],
  [`OX${"O".repeat(100)}X`, "new"],
  ["BOOOOOOO", "new"],
])("trunk %j: %s", (outcomes, kind) => {
  expect(judge(failing(), trunkOf(outcomes)).kind).toBe(kind);
});

test("a failure that trunk had when the commit was made counts, though it was mended when it was tested", () => {
  const verdict = judge(failing(), trunkOf("OOXXO", {}, 2));
  expect(verdict.kind).toBe("broken_trunk");
  expect(verdict.evidence[0]).toMatchObject({ since_sha: "sha3", newest_sha: "sha2", commits: 2, same: "job" });
  expect(judge(failing(), trunkOf("OOXXO", {}, 1)).kind).toBe("new");
});

test("where both logs are classified, rule and captures decide", () => {
  const job = failing({ rule: "pytest", captures: ["test_a", "at 0xdeadbeef in /tmp/xyz12"] });
  const same = { rule: "pytest", captures: ["test_a", "at 0x12ab in /tmp/qqq"] };
  expect(judge(job, trunkOf("XO", same)).evidence[0]).toMatchObject({ kind: "fails_on_trunk", same: "captures" });
  const other = judge(job, trunkOf("XO", { ...same, captures: ["test_b", ""] }));
  expect(other.kind).toBe("new");
  expect(other.evidence[0]).toMatchObject({ kind: "fails_otherwise_on_trunk", captures: ["test_b", ""] });
  expect(judge(job, trunkOf("XO", { ...same, rule: "segfault" })).kind).toBe("new");
  expect(judge(job, trunkOf("XO")).kind).toBe("broken_trunk");
});

test("infrastructure, a retry that passed, and a person's word, the last above all", () => {
  const infra = failing({ rule: "network" });
  expect(judge(infra, trunkOf("XXO")).kind).toBe("infra");
  const retried = failing({ passed: { id: 2, attempt: 2, settled: true } });
  expect(judge(retried, trunkOf("XXO"))).toMatchObject({ kind: "flaky", settled: true });
  const failed_later = judge(failing({ passed: { id: 2, attempt: 1, settled: false } }), trunkOf("XXO"));
  expect(failed_later).toMatchObject({ kind: "flaky", settled: false });
  expect(failed_later.evidence[0]).toEqual({ kind: "passed_before", job_id: 2, attempt: 1 });
  const said = new Map([[1, { annotation: "Broken trunk", note: null, by: "ann", at: "2026-03-01T12:00:00Z" }]]);
  expect(judge(infra, null, said)).toMatchObject({
    kind: "broken_trunk",
    evidence: [{ kind: "said" }, { kind: "infra_rule" }],
  });
});

test("a rule that tells nothing but that it failed compares nothing", () => {
  const job = failing({ rule: "Exit code", captures: ["1"] });
  const on_trunk = judge(job, trunkOf("XO", { rule: "pytest", captures: ["test_a"] }));
  expect(on_trunk.evidence[0]).toMatchObject({ kind: "fails_on_trunk", same: "job" });
});

describe("one failure in several jobs is one cause", () => {
  const often = "OOXOOOXOOOOOOO";
  const pytest = { rule: "pytest", captures: ["test_a", "at 0xdeadbeef"] };
  /** Its past on trunk says that it is flaky; the others have none, or the one that is given. */
  const gpu = (fields: Partial<FailingJob> = {}) => failing({ name: "CI / gpu", id: 9, ...pytest, ...fields });
  const unit = (fields: Partial<FailingJob> = {}) => failing({ id: 1, ...pytest, ...fields });
  const judgeGpu = (jobs: readonly FailingJob[], { outcomes = "", said = nobody } = {}) => {
    const runs = (letters: string, fields = {}) => trunkOf(letters, fields).runs.get("CI / unit") ?? [];
    const trunk = {
      ...trunkOf(often),
      runs: new Map([
        ["CI / gpu", runs(often)],
        ["CI / unit", runs(outcomes)],
      ]),
    };
    const verdict = triage(jobs, { trunk, said, categoryOf }).find(({ name }) => name === "CI / gpu");
    if (!verdict) throw new Error("No verdict");
    return verdict;
  };
  const rate = { kind: "failure_rate", branch: "main", failed: 2, commits: 14, days: 14 };

  test("what looks flaky by itself is new beside a new failure that is the same, addresses aside; the rate stays", () => {
    expect(judgeGpu([gpu()])).toMatchObject({ kind: "flaky", evidence: [rate] });
    const verdict = judgeGpu([gpu(), unit({ captures: ["test_a", "at 0x12ab"] })]);
    expect(verdict).toMatchObject({ kind: "new", settled: false });
    expect(verdict.evidence).toEqual([{ kind: "same_failure_here", name: "CI / unit", job_id: 1 }, rate]);
    expect(summaryText(summaryParts([verdict], { pending: 0, passed: 0, checks_failed: 0 }))).toBe(
      "1 failure looks new",
    );
  });

  test.each<[string, FailingJob, FailingJob]>([
    ["captures differ", gpu(), unit({ captures: ["test_b", "at 0xdeadbeef"] })],
    ["one has caught more", gpu(), unit({ captures: [...pytest.captures, ""] })],
    ["rules differ", gpu(), unit({ rule: "segfault" })],
    ["the rule is vague", gpu({ rule: "Exit code" }), unit({ rule: "Exit code" })],
    ["neither is classified", gpu({ rule: null, captures: [] }), unit({ rule: null, captures: [] })],
    ["it is not classified", gpu({ rule: null, captures: [] }), unit()],
    ["the other is not classified", gpu(), unit({ rule: null, captures: [] })],
    ["the other passed in the end", gpu(), unit({ passed: { id: 2, attempt: 2, settled: true } })],
    ["it passed in the end", gpu({ passed: { id: 2, attempt: 2, settled: true } }), unit()],
    ["both are the infrastructure's", gpu({ rule: "network" }), unit({ rule: "network" })],
  ])("not where %s", (_story, one, other) => {
    const together = judgeGpu([one, other]);
    expect(together.kind).not.toBe("new");
    expect(together).toEqual(judgeGpu([one]));
  });

  test.each([
    ["is flaky itself", often],
    ["also fails on trunk", "XXOO"],
  ])("not where the other %s", (_story, outcomes) => {
    expect(judgeGpu([gpu(), unit()], { outcomes })).toEqual(judgeGpu([gpu()]));
  });

  test("not where the job failed in that way on trunk before", () => {
    const runs = trunkOf(often, pytest).runs.get("CI / unit") ?? [];
    const trunk = { ...trunkOf(often), runs: new Map([["CI / gpu", runs]]) };
    const verdicts = triage([gpu(), unit()], { trunk, said: nobody, categoryOf });
    expect(verdicts.map(({ kind }) => kind)).toEqual(["flaky", "new"]);
  });

  test("what trunk has too stays trunk's", () => {
    const trunk = trunkOf("XXOO", pytest);
    const [verdict] = triage([unit(), gpu()], { trunk, said: nobody, categoryOf });
    expect(verdict).toMatchObject({ kind: "broken_trunk", evidence: [{ kind: "fails_on_trunk", same: "captures" }] });
  });

  test("a person's word stands, with what the rules say beside it; it changes nothing for the others", () => {
    const say = (job_id: number) =>
      new Map([[job_id, { annotation: "Test flake", note: null, by: "ann", at: "2026-03-01T12:00:00Z" }]]);
    expect(judgeGpu([gpu(), unit()], { said: say(9) })).toMatchObject({
      kind: "flaky",
      evidence: [{ kind: "said" }, { kind: "same_failure_here" }, rate],
    });
    expect(judgeGpu([gpu(), unit()], { said: say(1) })).toEqual(judgeGpu([gpu(), unit()]));
  });

  test("of several that match the first by name is named, in whatever order they are told", () => {
    const jobs = [
      ...[gpu(), unit({ name: "CI / mypy", id: 4 }), unit({ name: "CI / docs", id: 7 }), unit()],
      ...[unit({ name: "CI / a", id: 2, captures: ["test_b"] }), unit({ name: "CI / b", id: 3, rule: null })],
    ];
    const expected = judgeGpu(jobs);
    expect(expected.evidence[0]).toEqual({ kind: "same_failure_here", name: "CI / docs", job_id: 7 });
    fc.assert(
      fc.property(fc.shuffledSubarray(jobs, { minLength: jobs.length }), (shuffled) => {
        expect(judgeGpu(shuffled)).toEqual(expected);
      }),
    );
  });
});

const outcome = fc.string({ unit: fc.constantFrom("O", "X", "B", "."), maxLength: 40 });
const job = fc.record({
  name: fc.constantFrom("CI / unit", "CI / lint"),
  id: fc.integer({ min: 1, max: 50 }),
  rule: fc.constantFrom(null, "pytest", "network"),
  captures: fc.constantFrom([], ["a"], ["b"]),
  passed: fc.constantFrom(null, { id: 99, attempt: 2, settled: true }, { id: 99, attempt: 1, settled: false }),
});

test("of any failures: one verdict each, in their order, with evidence, whatever the others are, but for one cause", () => {
  fc.assert(
    fc.property(fc.array(job, { maxLength: 12 }), outcome, (jobs, outcomes) => {
      const context = { trunk: trunkOf(outcomes), said: nobody, categoryOf };
      const verdicts = triage(jobs, context);
      expect(verdicts.map(({ name, job_id }) => [name, job_id])).toEqual(jobs.map(({ name, id }) => [name, id]));
      for (const [index, verdict] of verdicts.entries()) {
        expect(verdict_kinds).toContain(verdict.kind);
        expect(verdict.evidence.length).toBeGreaterThan(0);
        const [alone] = triage(jobs.slice(index, index + 1), context);
        const [first, ...rest] = verdict.evidence;
        if (first?.kind === "same_failure_here") {
          expect([alone?.kind, verdict.kind, verdict.settled]).toEqual(["flaky", "new", false]);
          expect(rest).toEqual(alone?.evidence);
          expect(verdicts).toContainEqual(
            expect.objectContaining({ name: first.name, job_id: first.job_id, kind: "new" }),
          );
        } else expect(verdict).toEqual(alone);
        for (const one of verdict.evidence) expect(evidenceWords(one).text).not.toMatch(/undefined|NaN/);
      }
      const counted = summaryParts(verdicts, { pending: 0, passed: 3, checks_failed: 0 });
      const sum = counted.reduce((total, { kind, text }) => {
        return ["passed", "nothing"].includes(kind) ? total : total + Number.parseInt(text, 10);
      }, 0);
      expect(sum).toBe(jobs.length);
    }),
  );
});

test("of any trunk: all green blames nobody, and what is called broken there failed there, unbroken", () => {
  fc.assert(
    fc.property(outcome, fc.option(fc.nat(39)), (outcomes, base) => {
      const trunk = trunkOf(outcomes, {}, base !== null && base < outcomes.length ? base : null);
      const { kind, evidence } = judge(failing(), trunk);
      if (!/[XB]/.test(outcomes)) expect(kind).toBe("new");
      const [found] = evidence;
      if (kind === "broken_trunk") {
        if (found?.kind !== "fails_on_trunk") throw new Error("No evidence");
        const [from, to] = [found.newest_sha, found.since_sha].map((sha) => trunk.shas.indexOf(sha));
        expect(outcomes.slice(from, (to ?? 0) + 1)).toMatch(/^X[X.]*$/);
        // Of what is newer, nothing passed: since the test, or, where the commit was made on an older one, since that.
        const made_on = trunk.base === null ? 0 : trunk.shas.indexOf(trunk.base);
        const newer = [outcomes.slice(0, from), outcomes.slice(made_on, Math.max(from ?? 0, made_on))];
        expect(newer.some((part) => !/[OB]/.test(part))).toBe(true);
      }
      if (kind === "flaky" && found?.kind === "failure_rate") {
        expect(found.failed / found.commits).toBeGreaterThanOrEqual(flaky_rule.rate_min);
        expect(found.failed).toBe(outcomes.replace(/[^XB]/g, "").length);
      }
    }),
  );
});

test("the order in which runs are told changes nothing", () => {
  fc.assert(
    fc.property(
      outcome.chain((outcomes) => {
        const runs = trunkOf(outcomes).runs.get("CI / unit") ?? [];
        return fc.tuple(
          fc.constant(outcomes),
          fc.shuffledSubarray([...runs], { minLength: runs.length, maxLength: runs.length }),
        );
      }),
      ([outcomes, shuffled]) => {
        const trunk = trunkOf(outcomes);
        expect(judge(failing(), { ...trunk, runs: new Map([["CI / unit", shuffled]]) })).toEqual(
          judge(failing(), trunk),
        );
      },
    ),
  );
});

test("a person's word always decides the kind", () => {
  fc.assert(
    fc.property(job, outcome, fc.constantFrom("Test flake", "Infra flake", "Other"), (one, outcomes, annotation) => {
      const said = new Map([[one.id, { annotation, note: null, by: null, at: "2026-03-01T12:00:00Z" }]]);
      const expected = { "Test flake": "flaky", "Infra flake": "infra", Other: "other" }[annotation];
      expect(judge(one, trunkOf(outcomes), said).kind).toBe(expected);
    }),
  );
});

describe("the sentence", () => {
  const counts = { pending: 0, passed: 0, checks_failed: 0 };
  const words = (trunks: readonly [string, Trunk | null][], more = {}) =>
    summaryText(
      summaryParts(
        trunks.map(([name, trunk]) =>
          judge(failing({ name }), trunk && { ...trunk, runs: new Map([[name, trunk.runs.get("CI / unit") ?? []]]) }),
        ),
        { ...counts, ...more },
      ),
    );

  test("as people would say it", () => {
    expect(
      words(
        [
          ["a", null],
          ["b", null],
          ["c", trunkOf("XXO")],
          ["d", trunkOf("OOXOOOXOOOOOOOOO")],
        ],
        { pending: 3 },
      ),
    ).toBe("2 failures look new, 1 also fails on main since sha1, 1 is flaky (13 % over 14 days), 3 pending");
    expect(
      words([
        ["a", trunkOf("XO")],
        ["b", trunkOf("XO")],
      ]),
    ).toBe("2 failures also fail on main since sha0");
    expect(words([["a", null]], { checks_failed: 1 })).toBe("1 failure looks new, 1 external check failed");
  });

  test("without failures", () => {
    expect(words([], { passed: 12 })).toBe("All 12 jobs passed");
    expect(words([], { passed: 1 })).toBe("The one job passed");
    expect(words([], { passed: 2, pending: 1 })).toBe("Nothing has failed, 1 pending");
    expect(words([])).toBe("Nothing has run yet");
  });

  test("rates are never rounded to always or never", () => {
    expect([rateWords(1, 1000), rateWords(999, 1000), rateWords(3, 3), rateWords(1, 8)]).toEqual([
      ...["under 1 %", "over 99 %", "100 %", "13 %"],
    ]);
  });
});
