/** The log of one job, as a runner would have written it: set-up, a great deal of ordinary work, and what went wrong. */
import { failure_texts, flake_texts, type FailureText } from "scripts/demo/catalogue/failures";
import type { JobRun } from "scripts/demo/jobs";
import { random, type Random } from "scripts/demo/random";
import { second } from "scripts/demo/root";

export interface LoggedJob {
  repo: string;
  run: JobRun;
  head_sha: string;
  /** It fails for a reason, and so does every later run of it until that is mended. */
  breaks: boolean;
  /** What tells this job's log from all others. */
  chance: Random;
  /** Whose breakage it is: the same one reads the same wherever it shows. */
  culprit: string;
}

const grey = "\u001b[90m";
const blue = "\u001b[36;1m";
const red = "\u001b[31;1m";
const plain = "\u001b[0m";

/** The whole log, ending with a line break. */
export function logText(job: LoggedJob): string {
  const lines = [...setUp(job), ...work(job), ...ending(job), ...cleanUp(job)];
  const { started_at, completed_at, created_at } = job.run;
  const begin = started_at ?? created_at;
  const step = Math.max(1, (completed_at - begin) / (lines.length + 1));
  return lines
    .map((line, place) => {
      // Seven digits of a second, as the runner has them.
      const at = new Date(Math.floor(begin + place * step)).toISOString().replace("Z", "");
      return `${at}${String((place * 7919) % 10_000).padStart(4, "0")}Z ${line}\n`;
    })
    .join("");
}

function setUp({ repo, run, head_sha }: LoggedJob): string[] {
  const label = run.plan.labels.at(-1) ?? "";
  return [
    "Current runner version: '2.330.0'",
    `Runner name: '${run.runner_name}'`,
    "##[group]Operating System",
    /win/.test(label) ? "Microsoft Windows Server 2025" : /mac/.test(label) ? "macOS 15.6" : "Ubuntu 24.04.3 LTS",
    "##[endgroup]",
    "##[group]GITHUB_TOKEN Permissions",
    "Contents: read",
    "Metadata: read",
    "##[endgroup]",
    "Prepare workflow directory",
    "Prepare all required actions",
    "Getting action download info",
    "Download action repository 'actions/checkout@v5' (SHA:08c6903cd8c0fde910a37f88322edcfb5dd907a8)",
    `Complete job name: ${run.plan.name}`,
    "##[group]Run actions/checkout@v5",
    "with:",
    `  repository: ${repo}`,
    "  token: ***",
    "  fetch-depth: 1",
    "##[endgroup]",
    `Syncing repository: ${repo}`,
    "##[group]Fetching the repository",
    `[command]/usr/bin/git -c protocol.version=2 fetch --no-tags --prune --depth=1 origin +${head_sha}:refs/remotes/origin/main`,
    "remote: Enumerating objects: 4127, done.        ",
    "remote: Counting objects: 100% (4127/4127), done.        ",
    "remote: Compressing objects: 100% (3468/3468), done.        ",
    "##[endgroup]",
    `HEAD is now at ${head_sha.slice(0, 9)}`,
    "##[group]Set up toolchain",
    `${blue}ci/setup.sh --locked${plain}`,
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    "Resolved 84 packages in 1.2s",
    "Installed 84 packages in 3.4s",
  ];
}

const files = [
  "core/arena",
  "core/strided_copy",
  "graph/verifier",
  "graph/fold_constants",
  "ops/concat",
  "ops/reduce",
  "ops/gather",
  "runtime/worker_pool",
  "runtime/launch",
  "io/checkpoint",
  "ffi/borrowed",
  "bench/overheads",
];

function work({ run, chance }: LoggedJob): string[] {
  const { kind, name } = run.plan;
  const count = { lint: 60, build: 420, test: 640, docs: 120, deploy: 40 }[kind];
  const heading = [
    `##[group]Run ci/${kind}.sh`,
    `${blue}ci/${kind}.sh --job "${name}"${plain}`,
    "env:",
    "  CI: true",
    "##[endgroup]",
  ];
  const lines = Array.from({ length: count }, (_, place): string => {
    const file = files[(place * 5 + chance.int(0, 2)) % files.length] ?? "core/arena";
    switch (kind) {
      case "build":
        return place % 41 === 40
          ? `../src/${file}.cpp:${chance.int(10, 900)}:${chance.int(1, 60)}: warning: unused parameter 'stream' [-Wunused-parameter]`
          : `[${place + 1}/${count}] Building CXX object src/CMakeFiles/rocket.dir/${file}.cpp.o`;
      case "test":
        return `test/test_${file.replace("/", "_")}.py::Test${chance.int(1, 9)}::test_case_${place} ${
          chance.chance(0.04) ? `${grey}SKIPPED${plain} (needs a larger machine)` : "\u001b[32mPASSED\u001b[0m"
        } [${String(Math.round((place * 100) / count)).padStart(3)}%]`;
      case "lint":
        return `checking ${file}.py … ok`;
      case "docs":
        return `reading sources... [${String(Math.round((place * 100) / count)).padStart(3)}%] ${file}`;
      case "deploy":
        return `uploading ${file}.js (${chance.int(2, 90)} kB)`;
    }
  });
  return [...heading, ...lines];
}

/** What went wrong, where anything did. */
function ending({ repo, run, breaks, chance, culprit }: LoggedJob): string[] {
  const { kind } = run.plan;
  if (run.conclusion === "success") return [`${kind}: everything passed`];
  if (run.conclusion === "cancelled") return ["##[error]The operation was canceled."];
  if (run.conclusion === "timed_out") {
    return [
      `##[error]The action 'Run tests' has timed out after ${Math.round((run.completed_at - (run.started_at ?? 0)) / (60 * second))} minutes.`,
    ];
  }
  const stable = random(repo, kind, culprit);
  const text: FailureText = breaks ? stable.pick(failure_texts[kind]) : chance.pick(flake_texts[kind]);
  const lines = text(breaks ? stable : chance);
  return [
    ...lines.map((line) => line.replace(/^(error|FAILED|ERROR)\b/, `${red}$1${plain}`)),
    "##[error]Process completed with exit code 1.",
  ];
}

function cleanUp({ run }: LoggedJob): string[] {
  if (run.conclusion === "cancelled") return ["Cleaning up orphan processes"];
  return [
    "Post job cleanup.",
    "[command]/usr/bin/git version",
    "git version 2.51.0",
    "[command]/usr/bin/git config --local --unset-all http.https://github.com/.extraheader",
    "Cleaning up orphan processes",
  ];
}
