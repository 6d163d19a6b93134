/** The out-of-tree backends that run the main repository's checks in repositories of their own. Every name is invented. */

export interface Backend {
  repo: string;
  level: "L1" | "L2" | "L3" | "L4";
  workflow: string;
  jobs: string[];
  /** What it reports on. */
  events: ("pull_request" | "push" | "nightly")[];
  /** The share of upstream events that it picks up. */
  answers: number;
  fails: number;
  queue_seconds: number;
  run_minutes: number;
  environment: string;
}

export const backends: readonly Backend[] = [
  {
    repo: "npu-vendor/rocket-npu",
    level: "L4",
    workflow: "rocket upstream",
    jobs: ["build", "test (ops, 1, 2)", "test (ops, 2, 2)"],
    events: ["pull_request", "push", "nightly"],
    answers: 0.95,
    fails: 0.04,
    queue_seconds: 60,
    run_minutes: 24,
    environment: "npu-910-x8",
  },
  {
    repo: "photonix/rocket-photon",
    level: "L3",
    workflow: "upstream-ci",
    jobs: ["unit", "models"],
    events: ["pull_request", "push"],
    answers: 0.85,
    fails: 0.08,
    queue_seconds: 240,
    run_minutes: 41,
    environment: "photon-2",
  },
  {
    repo: "corevale/rocket-rv",
    level: "L2",
    workflow: "RISC-V",
    jobs: ["qemu / smoke", "board / smoke"],
    events: ["pull_request"],
    answers: 0.8,
    fails: 0.12,
    queue_seconds: 900,
    run_minutes: 55,
    environment: "rv64gcv",
  },
  {
    repo: "lumen-accel/rocket-lumen",
    level: "L2",
    workflow: "pr-check",
    jobs: ["check"],
    events: ["pull_request", "nightly"],
    answers: 0.7,
    fails: 0.3,
    queue_seconds: 35,
    run_minutes: 12,
    environment: "lumen-a",
  },
  {
    repo: "gridsilicon/rocket-wafer",
    level: "L1",
    workflow: "wafer nightly",
    jobs: ["full suite"],
    events: ["nightly"],
    answers: 1,
    fails: 0.2,
    queue_seconds: 3600,
    run_minutes: 190,
    environment: "wafer-1",
  },
];
