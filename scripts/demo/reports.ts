/** What test jobs leave behind besides their verdict: a report of their tests, and now and then a file to keep. */
import type { JobRun } from "scripts/demo/jobs";
import { hash32, random, type Random } from "scripts/demo/random";
import { second, type Root } from "scripts/demo/root";
import type { Moment } from "scripts/demo/timeline";

export interface ReportedJob {
  root: Root;
  run: JobRun;
  workflow_id: number;
  job_id: number;
  attempt: number;
  round: number;
  /** Which of the repository's workflows it is of. */
  slot: number;
  /** It fails for a reason, on every attempt. */
  breaks: boolean;
}

interface TestResult {
  classname: string;
  name: string;
  file: string;
  seconds: number;
  outcome: "success" | "failure" | "skipped" | "flaky";
  message: string;
}

/** Test reports are many: a few jobs stand for all. */
export function reportMoments(job: ReportedJob): Moment[] {
  const { root, run, attempt, round, slot } = job;
  if (!reports(run)) return [];
  const path = [round, slot, attempt, run.plan.index] as const;
  const place = { repo: root.repo, workflow_id: job.workflow_id, run_attempt: attempt, job_id: job.job_id };
  // A job uploads before it ends.
  const at = Math.max(run.created_at, run.completed_at - 5 * second);
  const moments = [
    root.send(at, "test_report", path, () => ({ ...place, report: "pytest.xml", xml: reportXml(testsOf(job), at) })),
  ];
  if (root.random("artifact", ...path).chance(0.25)) {
    const text = `${run.plan.name}\n${"covered line\n".repeat(200 + (hash32(root.sha()) % 800))}`;
    moments.push(root.send(at, "artifact", path, () => ({ ...place, name: "coverage/lines.txt", text })));
  }
  return moments;
}

function reports({ plan, conclusion, started_at }: JobRun): boolean {
  if (plan.kind !== "test" || started_at === null) return false;
  if (conclusion !== "success" && conclusion !== "failure") return false;
  return /gcc13 \/ test \(default, 1,/.test(plan.name) || hash32("reports", plan.name) % 6 === 0;
}

const modules = ["engine", "fuel", "guidance", "telemetry", "staging", "nozzle", "abort", "landing"];
const verbs = ["starts", "stops", "holds", "recovers", "reports", "limits", "merges", "retries", "rounds", "parses"];
const objects = ["pressure", "thrust", "state", "order", "clock", "valve", "frame", "budget", "limits", "signal"];
const messages = [
  "AssertionError: assert 3 == 2",
  "TimeoutError: no answer within 30.0 s",
  "AssertionError: 0.9981 is not close to 1.0",
  "RuntimeError: valve 7 does not answer",
];

/** How many days pass until all tests that come and go have done so once. */
const cycle_days = 60;

function testsOf({ root, run, attempt, round, slot, breaks }: ReportedJob): TestResult[] {
  const suite = run.plan.name.replace(/^[^/]*\/ /, "");
  const many = 50 + (hash32(root.seed, root.repo, suite) % 250);
  const chance = root.random("tests", round, slot, attempt, run.plan.index);
  const told: TestResult[] = [];
  for (let number = 0; number < many; number++) {
    const own = random(root.seed, root.repo, "test", suite, number);
    if (!exists(own, root.day)) continue;
    told.push(test(number, own, chance));
  }
  if (round > 0 && root.random("adds tests").chance(0.3)) {
    told.push({ ...test(many, root.random("added"), chance), name: `test_change_${root.slot}` });
  }
  if (run.conclusion === "failure") breakSome(told, { root, run, breaks, chance });
  else if (chance.chance(0.08)) amongFlaky(told, root, suite, chance, "flaky");
  return told;
}

/** Most tests are always there; some come on a day of the cycle, and some go. */
function exists(own: Random, day: number): boolean {
  const kind = own.next();
  const turn = own.int(0, cycle_days - 1);
  if (kind < 0.04) return day % cycle_days >= turn;
  return kind >= 0.07 || day % cycle_days < turn;
}

function test(number: number, own: Random, chance: Random): TestResult {
  const name = own.pick(modules);
  const is_skipped = own.chance(0.06);
  return {
    classname: `tests.test_${name}.Test${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    name: `test_${own.pick(verbs)}_${own.pick(objects)}_${number}`,
    file: `tests/test_${name}.py`,
    seconds: is_skipped ? 0 : Math.min(300, own.log_normal(0.12, 1.6) * chance.log_normal(1, 0.2)),
    outcome: is_skipped ? "skipped" : "success",
    message: is_skipped ? "needs hardware" : "",
  };
}

/** What is broken fails the same tests every time; what is flaky fails one that often does. */
function breakSome(
  told: TestResult[],
  { root, run, breaks, chance }: { root: Root; run: JobRun; breaks: boolean; chance: Random },
): void {
  const suite = run.plan.name.replace(/^[^/]*\/ /, "");
  if (!breaks) {
    amongFlaky(told, root, suite, chance, "failure");
    return;
  }
  const broken = random(root.seed, root.repo, "broken", run.plan.kind, suite);
  for (let times = broken.int(2, 6); times > 0; times--) {
    const one = told[broken.int(0, told.length - 1)];
    if (one) Object.assign(one, { outcome: "failure", message: broken.pick(messages) });
  }
}

function amongFlaky(told: TestResult[], root: Root, suite: string, chance: Random, outcome: "failure" | "flaky"): void {
  const pool = random(root.seed, root.repo, "flaky", suite);
  const candidates = Array.from({ length: 6 }, () => pool.int(0, told.length - 1));
  const one = told[chance.pick(candidates)];
  if (one) Object.assign(one, { outcome, message: `TimeoutError: no answer within ${chance.int(5, 60)}.0 s` });
}

function reportXml(told: readonly TestResult[], at: number): string {
  const cases = told.map(({ classname, name, file, seconds, outcome, message }) => {
    const words = `message="${escape(message)}"`;
    const trace = `${escape(file)}:${20 + (hash32(name) % 400)}: ${escape(message)}`;
    const inside = {
      success: "",
      failure: `<failure ${words}>${trace}</failure>`,
      skipped: `<skipped type="pytest.skip" ${words}/>`,
      flaky: `<rerun ${words}>${trace}</rerun>`,
    }[outcome];
    const place = `classname="${classname}" name="${name}" file="${file}" time="${seconds.toFixed(3)}"`;
    return `<testcase ${place}>${inside}</testcase>`;
  });
  const when = new Date(at).toISOString();
  return `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" tests="${told.length}" timestamp="${when}">${cases.join("\n")}</testsuite></testsuites>`;
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
