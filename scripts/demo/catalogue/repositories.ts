/** The demo's repositories: two organisations, a busy one, three quieter ones. */
import {
  compiler_workflows,
  rocketPullWorkflows,
  rocketWorkflows,
  web_workflows,
  type WorkflowPlan,
} from "scripts/demo/catalogue/workflows";

export interface RepositoryPlan {
  name: string;
  commits_per_day: number;
  open_pulls_per_day: number;
  workflows: WorkflowPlan[];
  pull_workflows: WorkflowPlan[];
  /** Where its roots are in a day: its changes, its pull requests that are not merged that day, the rest. */
  slots: { changes: number; open: number; other: number };
  /** How many numbers a day has for pull requests and issues. */
  numbers_per_day: number;
  /** How likely a day has a stretch of broken trunk. */
  breaks: number;
}

/** The most commits a day that the main repository's slots hold. */
export const most_commits = 1900;
export const main_repository = "acme/rocket";
export const bench_repository = "nova/bench";
export const bench_slot = 2400;

/** The repositories that people change; the benchmark repository has schedules alone. */
export function repositoryPlans(size: { commits: number; jobs: number }): RepositoryPlan[] {
  const rocket = rocketWorkflows(size.jobs);
  return [
    {
      name: main_repository,
      commits_per_day: size.commits,
      open_pulls_per_day: 4,
      workflows: rocket,
      pull_workflows: rocketPullWorkflows(rocket),
      slots: { changes: 0, open: 2000, other: 2100 },
      numbers_per_day: 180,
      breaks: 1,
    },
    {
      name: "acme/web",
      commits_per_day: 4,
      open_pulls_per_day: 1,
      workflows: web_workflows,
      pull_workflows: web_workflows.slice(0, 1),
      slots: { changes: 2200, open: 2230, other: 2240 },
      numbers_per_day: 20,
      breaks: 0.3,
    },
    {
      name: "nova/compiler",
      commits_per_day: 5,
      open_pulls_per_day: 1,
      workflows: compiler_workflows,
      pull_workflows: compiler_workflows,
      slots: { changes: 2300, open: 2330, other: 2340 },
      numbers_per_day: 20,
      breaks: 0.6,
    },
  ];
}

/**
 * Pull requests and issues share one numbering. A day's first two thirds are its merged changes', then come its open
 * pull requests and its issues; changes beyond that, which only a large `--commits` makes, are numbered far above.
 */
export function numberOf(plan: RepositoryPlan, day: number, kind: "change" | "open" | "issue", index: number): number {
  const changes = Math.floor((plan.numbers_per_day * 2) / 3);
  const first = { change: 0, open: changes, issue: plan.numbers_per_day - 2 }[kind];
  if (kind === "change" && index >= changes) return 10_000_000 + day * 2000 + index;
  return day * plan.numbers_per_day + first + index;
}
