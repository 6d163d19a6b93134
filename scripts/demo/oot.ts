/** What the out-of-tree backends report on one upstream event, through the relay. */
import { backends, type Backend } from "scripts/demo/catalogue/backends";
import { main_repository, type RepositoryPlan } from "scripts/demo/catalogue/repositories";
import { isoTime } from "scripts/demo/payloads/defaults";
import { ootCallback } from "scripts/demo/payloads/oot";
import type { Conclusion } from "scripts/demo/payloads/workflow";
import type { Random } from "scripts/demo/random";
import { minute, second, wholeSecond, type Root } from "scripts/demo/root";
import type { Moment } from "scripts/demo/timeline";

const first_oot_id = 3800;

export interface UpstreamEvent {
  root: Root;
  plan: RepositoryPlan;
  round: number;
  at: number;
  event_type: "pull_request" | "push" | "nightly";
  /** The upstream delivery that the backends answer, and its payload. */
  delivery_id: string;
  upstream: () => object;
}

/** Each backend that picks the event up reports every one of its jobs twice: when it starts and when it ends. */
export function backendMoments(event: UpstreamEvent): Moment[] {
  if (event.plan.name !== main_repository) return [];
  return backends.flatMap((backend, place) => {
    const chance = event.root.random("backend", event.round, backend.repo);
    if (!backend.events.includes(event.event_type) || !chance.chance(backend.answers)) return [];
    return backend.jobs.flatMap((job_name, job) => jobMoments(event, backend, place, job_name, job));
  });
}

function jobMoments(event: UpstreamEvent, backend: Backend, place: number, job_name: string, job: number): Moment[] {
  const { root, round } = event;
  const chance = root.random("backend job", round, backend.repo, job_name);
  const local = first_oot_id + ((round * backends.length + place) % 30) * 8 + job;
  const queue_time = Math.max(1, Math.round(chance.log_normal(backend.queue_seconds, 0.7)));
  const started_at = event.at + (8 + queue_time) * second;
  const run_time = Math.max(5 * second, wholeSecond(chance.log_normal(backend.run_minutes * minute, 0.25)));
  const completed_at = started_at + run_time;
  const conclusion: Conclusion = chance.chance(backend.fails)
    ? chance.chance(0.15)
      ? "timed_out"
      : "failure"
    : chance.chance(0.02)
      ? "cancelled"
      : "success";
  // Now and then a machine dies and its end is never told: such a job stays in progress until it counts as stale.
  const is_lost = chance.chance(0.015);
  const run_id = root.id(first_oot_id + ((round * backends.length + place) % 30) * 8 + 7);
  const common = {
    verified_repo: backend.repo,
    downstream_repo_level: backend.level,
    event_type: event.event_type,
    delivery_id: event.delivery_id,
    workflow: backend.workflow,
    job_name,
    check_run_id: root.id(local),
    run_id,
    started_at: isoTime(started_at),
    environment: backend.environment,
  };
  const results = testResults(chance, conclusion);
  const starts = root.send(started_at, "oot", [round, backend.repo, job_name, "in_progress"], () =>
    ootCallback({ ...common, payload: event.upstream(), status: "in_progress", queue_time }),
  );
  const ends = root.send(completed_at, "oot", [round, backend.repo, job_name, "completed"], () =>
    ootCallback({
      ...common,
      payload: event.upstream(),
      status: "completed",
      conclusion,
      completed_at: isoTime(completed_at),
      execution_time: run_time / second,
      test_results: results,
      artifact_url: `https://github.com/${backend.repo}/actions/runs/${run_id}/artifacts/${run_id % 1_000_000}`,
    }),
  );
  return is_lost ? [starts] : [starts, ends];
}

/** Half of the senders leave the total to be counted. */
function testResults(chance: Random, conclusion: Conclusion) {
  if (conclusion === "cancelled" || conclusion === "timed_out") return null;
  const failed = conclusion === "failure" ? chance.int(1, 14) : 0;
  const passed = chance.int(400, 2600) - failed;
  const skipped = chance.int(0, 120);
  return chance.chance(0.5)
    ? { passed, failed, skipped }
    : { passed, failed, skipped, total: passed + failed + skipped };
}
