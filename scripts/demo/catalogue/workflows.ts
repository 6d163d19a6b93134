/** The workflows of the demo's repositories and the jobs that their matrices make. */

export interface JobPlan {
  /** Its place among all jobs of the repository: the same whatever the number of jobs asked for. */
  index: number;
  name: string;
  labels: string[];
  kind: "lint" | "build" | "test" | "docs" | "deploy";
  /** The index of the job that must succeed first. */
  needs: number | null;
  /** How long it usually runs. */
  median_minutes: number;
  /** How likely it fails for no reason. */
  flaky: number;
  /** How likely its `if:` holds; it is skipped otherwise. */
  runs: number;
}

export interface WorkflowPlan {
  /** Its place among the repository's workflows. */
  slot: number;
  name: string;
  path: string;
  jobs: JobPlan[];
}

const hosted = ["ubuntu-24.04"];

function job(index: number, name: string, kind: JobPlan["kind"], rest: Partial<JobPlan> = {}): JobPlan {
  const median_minutes = { lint: 3, build: 22, test: 34, docs: 7, deploy: 2 }[kind];
  const flaky = { lint: 0.001, build: 0.003, test: 0.009, docs: 0.002, deploy: 0.004 }[kind];
  return { index, name, kind, labels: hosted, needs: null, median_minutes, flaky, runs: 1, ...rest };
}

function workflow(slot: number, name: string, file: string, jobs: JobPlan[]): WorkflowPlan {
  return { slot, name, path: `.github/workflows/${file}.yml`, jobs };
}

interface Configuration {
  name: string;
  workflow: "pull" | "trunk";
  build_on: string;
  test_on: string;
  /** Test suites, each with its number of shards. */
  suites: [name: string, shards: number][];
}

/** The main repository's build configurations, commonest first, without end. */
function* configurations(): Generator<Configuration> {
  const kinds: [
    name: string,
    workflow: "pull" | "trunk",
    build_on: string,
    test_on: string,
    suites: [string, number][],
  ][] = [
    ["linux-{py}-gcc13", "pull", "linux.4xlarge", "linux.4xlarge", [["default", 4]]],
    ["linux-{py}-clang18", "pull", "linux.4xlarge", "linux.2xlarge", [["default", 3]]],
    [
      "linux-{py}-cuda12",
      "pull",
      "linux.12xlarge",
      "linux.gpu.t4",
      [
        ["default", 4],
        ["distributed", 2],
      ],
    ],
    ["win-{py}-vs2022", "trunk", "windows.4xlarge", "windows.4xlarge", [["default", 3]]],
    ["macos-{py}-arm64", "trunk", "macos-m2-15", "macos-m2-15", [["default", 2]]],
    ["linux-{py}-asan", "trunk", "linux.12xlarge", "linux.12xlarge", [["default", 4]]],
    ["linux-aarch64-{py}", "trunk", "linux.arm64.4xlarge", "linux.arm64.4xlarge", [["default", 3]]],
    [
      "linux-{py}-vulkan",
      "trunk",
      "linux.4xlarge",
      "linux.gpu.t4",
      [
        ["default", 2],
        ["slow", 1],
      ],
    ],
  ];
  for (const flavour of ["", "-debug", "-lto", "-static", "-ubsan", "-tsan", "-musl", "-minimal"]) {
    for (const py of ["py3.11", "py3.12", "py3.13", "py3.14"]) {
      for (const [pattern, name, build_on, test_on, suites] of kinds) {
        yield { name: pattern.replace("{py}", py) + flavour, workflow: name, build_on, test_on, suites };
      }
    }
  }
}

/** The most jobs that one commit of the main repository can be asked to have: ids and configurations suffice for it. */
export const most_jobs = 1000;

/** The main repository's workflows on a trunk commit, with `count` jobs in all. */
export function rocketWorkflows(count: number): WorkflowPlan[] {
  const lint = [
    job(0, "clang-tidy", "lint", { median_minutes: 9, labels: ["linux.2xlarge"] }),
    job(1, "ruff", "lint", { median_minutes: 1 }),
    job(2, "mypy", "lint", { median_minutes: 4 }),
    job(3, "workflow syntax", "lint", { median_minutes: 1 }),
  ];
  const docs = [
    job(4, "build", "docs"),
    job(5, "link check", "docs", { needs: 4, flaky: 0.03 }),
    job(6, "publish", "deploy", { needs: 4, runs: 0 }),
  ];
  const jobs = { pull: new Array<JobPlan>(), trunk: new Array<JobPlan>() };
  let index = 7;
  for (const configuration of configurations()) {
    if (index >= count) break;
    const into = jobs[configuration.workflow];
    const build = job(index++, `${configuration.name} / build`, "build", { labels: [configuration.build_on] });
    into.push(build);
    for (const [suite, shards] of configuration.suites) {
      for (let shard = 1; shard <= shards; shard++) {
        const name = `${configuration.name} / test (${suite}, ${shard}, ${shards}, ${configuration.test_on})`;
        const flaky = suite === "distributed" ? 0.08 : 0.009;
        const median_minutes = configuration.name.includes("san") ? 75 : 34;
        into.push(
          job(index++, name, "test", { labels: [configuration.test_on], needs: build.index, flaky, median_minutes }),
        );
      }
    }
  }
  return [
    workflow(0, "Lint", "lint", lint),
    workflow(1, "Docs", "docs", docs),
    workflow(2, "pull", "pull", jobs.pull),
    workflow(3, "trunk", "trunk", jobs.trunk),
  ]
    .map((plan) => ({ ...plan, jobs: plan.jobs.filter((one) => one.index < count) }))
    .filter((plan) => plan.jobs.length > 0);
}

/** What a pull request of the main repository runs: the quick half of `pull`. */
export function rocketPullWorkflows(workflows: readonly WorkflowPlan[]): WorkflowPlan[] {
  return workflows
    .filter((plan) => plan.slot <= 2)
    .map((plan) => ({ ...plan, jobs: plan.jobs.slice(0, plan.slot === 2 ? 5 : plan.jobs.length) }));
}

/** The workflow of the main repository's `nightly` branch. */
export const nightly_workflow = workflow(
  4,
  "nightly",
  "nightly",
  ["linux", "linux-arm64", "macos", "windows"].flatMap((system, place) => [
    job(900 + place * 2, `wheel (${system}, py3.11)`, "build", { labels: [`${system}.4xlarge`] }),
    job(901 + place * 2, `smoke test (${system}, py3.11)`, "test", {
      needs: 900 + place * 2,
      median_minutes: 6,
      labels: [`${system}.4xlarge`],
    }),
  ]),
);

/** The scheduled workflow of the main repository's trunk. */
export const periodic_workflow = workflow(
  5,
  "periodic",
  "periodic",
  [1, 2, 3].map((shard) =>
    job(919 + shard, `linux-py3.11-cuda12 / test (slow, ${shard}, 3, linux.gpu.t4)`, "test", {
      labels: ["linux.gpu.t4"],
      median_minutes: 80,
    }),
  ),
);

/** A workflow whose file does not parse on some commits, so that it never gets to have jobs. */
export const startup_workflow = workflow(6, "Benchmarks", "benchmarks", []);

export const web_workflows: WorkflowPlan[] = [
  workflow(0, "CI", "ci", [
    job(0, "lint", "lint"),
    job(1, "unit (node 20)", "test", { median_minutes: 5 }),
    job(2, "unit (node 22)", "test", { median_minutes: 5 }),
    job(3, "build", "build", { median_minutes: 4 }),
    job(4, "e2e (chromium, 1, 2)", "test", { needs: 3, median_minutes: 11, flaky: 0.06 }),
    job(5, "e2e (chromium, 2, 2)", "test", { needs: 3, median_minutes: 10, flaky: 0.05 }),
  ]),
  workflow(1, "Deploy", "deploy", [job(6, "deploy production", "deploy", { runs: 0.7 })]),
];

export const compiler_workflows: WorkflowPlan[] = [
  workflow(0, "Format", "format", [job(0, "format", "lint")]),
  workflow(1, "Build and test", "build-and-test", [
    ...["linux, py3.11, cuda12", "linux, py3.12, cpu", "windows, py3.11, cpu"].map((matrix, place) =>
      job(1 + place, `build (${matrix})`, "build", {
        labels: [matrix.startsWith("win") ? "windows-2025" : "linux.8xlarge"],
      }),
    ),
    ...[1, 2, 3, 4, 5].map((shard) =>
      job(3 + shard, `test (default, ${shard}, 5, linux.4xlarge)`, "test", { needs: 2, labels: ["linux.4xlarge"] }),
    ),
    job(9, "test (gpu, 1, 1, linux.gpu.a10)", "test", { needs: 1, labels: ["linux.gpu.a10"], flaky: 0.05 }),
    job(10, "fuzz / 10 minutes", "test", { needs: 2, median_minutes: 11, runs: 0.5 }),
  ]),
];

export const bench_workflow = workflow(0, "Benchmarks", "benchmarks", [
  job(0, "throughput", "test", { labels: ["self-hosted", "bare-metal"], median_minutes: 48 }),
  job(1, "latency", "test", { labels: ["self-hosted", "bare-metal"], median_minutes: 31 }),
  job(2, "report", "docs", { needs: 0, median_minutes: 1 }),
]);
