/** The demo's world is the same for a seed, and holds together: causes before effects, ids of their own, something going on. */
import { JunitReader } from "lib/intake/junit/index";
import { test_statuses } from "lib/model/test_status";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { z } from "zod";
import { recordsFromCircleci } from "lib/intake/circleci/index";
import { recordsFromGithub } from "lib/intake/github/index";
import { duplicated, shuffled } from "scripts/demo/chaos";
import { random, sha, uuid } from "scripts/demo/random";
import { play, type Delivery, type Moment } from "scripts/demo/timeline";
import { countDeliveries, deliveries, stretch, type WorldOptions } from "scripts/demo/world";

const until = Date.parse("2026-03-18T14:30:00Z");
const small = { commits: 4, jobs: 16 };

function world(changed: Partial<WorldOptions> & { days?: number } = {}): Delivery[] {
  const { days = 0.8, ...rest } = changed;
  return [...deliveries({ seed: 1, ...small, ...stretch(days, until), ...rest })];
}

function fingerprint(told: Iterable<Delivery>): string {
  const hash = createHash("sha256");
  for (const { at, event, id, body } of told) hash.update(JSON.stringify([at, event, id, body()]));
  return hash.digest("hex");
}

const job_payload = z.object({
  action: z.string(),
  repository: z.object({ full_name: z.string() }),
  workflow_job: z.object({
    id: z.number(),
    run_id: z.number(),
    run_attempt: z.number(),
    name: z.string(),
    head_sha: z.string().length(40),
    head_branch: z.string(),
    status: z.string(),
    conclusion: z.string().nullable(),
    created_at: z.string(),
    started_at: z.string(),
    completed_at: z.string().nullable(),
    runner_name: z.string().nullable(),
    steps: z.array(z.object({ started_at: z.string().nullable(), completed_at: z.string().nullable() })),
  }),
});
const run_payload = z.object({
  action: z.string(),
  workflow_run: z.object({
    id: z.number(),
    run_attempt: z.number(),
    status: z.string(),
    conclusion: z.string().nullable(),
    created_at: z.string(),
    run_started_at: z.string(),
    updated_at: z.string(),
    head_sha: z.string(),
    head_branch: z.string(),
    event: z.string(),
    head_repository: z.object({ full_name: z.string() }),
    repository: z.object({ full_name: z.string() }),
  }),
});
const push_payload = z.object({
  ref: z.string(),
  after: z.string(),
  deleted: z.boolean(),
  forced: z.boolean(),
  head_commit: z.object({ message: z.string() }).nullable(),
});
const pull_payload = z.object({
  action: z.string(),
  number: z.number(),
  pull_request: z.object({ state: z.string(), merged: z.boolean(), head: z.object({ ref: z.string() }) }),
});

interface Told<S extends z.ZodType> {
  at: number;
  payload: z.infer<S>;
}

const of = <S extends z.ZodType>(told: readonly Delivery[], event: string, schema: S): Told<S>[] =>
  told.filter((one) => one.event === event).map(({ at, body }) => ({ at, payload: schema.parse(body()) }));

function grouped<T>(items: readonly T[], key: (item: T) => string | number): T[][] {
  const groups = new Map<string | number, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

describe("the same world", () => {
  test("seed, end and size decide every byte", () => {
    const once = fingerprint(world({ days: 0.3 }));
    expect(fingerprint(world({ days: 0.3 }))).toBe(once);
    expect(fingerprint(world({ days: 0.3, seed: 2 }))).not.toBe(once);
  });

  test("a body can be built twice: a redelivery is the same", () => {
    for (const { body } of world().slice(0, 300)) expect(body()).toEqual(body());
  });

  test("told an hour later it begins with the same deliveries and goes on", () => {
    const { from } = stretch(0.4, until);
    const earlier = world({ from, until: until - 3_600_000 });
    const later = world({ from, until });
    expect(later.length).toBeGreaterThan(earlier.length);
    expect(fingerprint(later.slice(0, earlier.length))).toBe(fingerprint(earlier));
  });

  test("more commits add to the day and take no job away", () => {
    const jobs = (told: Delivery[]) =>
      new Set(of(told, "workflow_job", job_payload).map(({ payload }) => payload.workflow_job.id));
    const few = jobs(world());
    const many = jobs(world({ commits: 9 }));
    const kept = [...few].filter((id) => many.has(id));
    // The revert and the scheduled runs depend on which commit came last; everything else stays.
    expect(kept.length).toBeGreaterThan(few.size * 0.9);
  });
});

describe("what holds in every world", () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  const ends = fc.integer({ min: Date.parse("2024-01-05T00:00:00Z"), max: Date.parse("2035-01-01T00:00:00Z") });
  /** `faults` says what is wrong with a world: nothing, in any. */
  const holds = (faults: (told: Delivery[]) => string[]) =>
    fc.assert(
      fc.property(seeds, ends, (seed, end) => {
        expect(faults(world({ seed, ...stretch(0.3, Math.floor(end / 1000) * 1000) }))).toEqual([]);
      }),
      { numRuns: 8 },
    );

  test("time never goes back, and delivery ids are unique", () =>
    holds((told) => [
      ...told.filter(({ at }, index) => at < (told[index - 1]?.at ?? 0)).map(({ id }) => `${id} comes too late`),
      ...grouped(told, ({ id }) => id).flatMap((same) =>
        same.length > 1 ? [`${same.length} deliveries share an id`] : [],
      ),
    ]));

  test("a job is queued, then starts, then ends, at the times it says, and its id is its own", () =>
    holds((told) =>
      grouped(of(told, "workflow_job", job_payload), ({ payload }) => payload.workflow_job.id).flatMap(jobFaults),
    ));

  test("a run is requested before its jobs and ends after them", () =>
    holds((told) => {
      const runs = new Map<string, Told<typeof run_payload>[]>();
      for (const event of of(told, "workflow_run", run_payload)) {
        const { id, run_attempt } = event.payload.workflow_run;
        runs.set(`${id}/${run_attempt}`, [...(runs.get(`${id}/${run_attempt}`) ?? []), event]);
      }
      const jobs = grouped(
        of(told, "workflow_job", job_payload),
        ({ payload: { workflow_job: job } }) => `${job.run_id}/${job.run_attempt}`,
      );
      return [...jobs.flatMap((events) => runFaults(events, runs)), ...[...runs.values()].flatMap(runTimeFaults)];
    }));
});

/** GitHub tells a job by these actions, each at most once. */
const lives = [/^waiting$/, /^(waiting )?queued( in_progress)?( completed)?$/];

function jobFaults(events: Told<typeof job_payload>[]): string[] {
  const actions = events.map(({ payload }) => payload.action);
  const last = events.at(-1)?.payload.workflow_job;
  const faults: string[] = [];
  const expects = (right: boolean, what: string) => {
    if (!right) faults.push(`${what}: ${actions.join(" ")} ${JSON.stringify(last)}`);
  };
  const identities = events.map(
    ({ payload: { workflow_job: job, repository } }) =>
      `${repository.full_name} ${job.head_sha} ${job.name} ${job.run_id} ${job.run_attempt}`,
  );
  expects(new Set(identities).size === 1, "an id of two jobs");
  const skipped = last?.conclusion === "skipped";
  expects(skipped ? actions.join() === "completed" : lives.some((life) => life.test(actions.join(" "))), "an odd life");
  for (const { at, payload } of events) {
    const job = payload.workflow_job;
    const started_at = Date.parse(job.started_at);
    expects(Date.parse(job.created_at) <= started_at, "started before it was created");
    if (payload.action === "in_progress") expects(started_at === at, "told of its start at another time");
    if (payload.action !== "completed") {
      expects(job.completed_at === null && job.conclusion === null, "ended before its end");
      continue;
    }
    expects(Date.parse(job.completed_at ?? "") === at && started_at <= at && job.conclusion !== null, "a wrong end");
    expects(
      (job.runner_name !== null) === actions.includes("in_progress"),
      "a machine without a start, or the reverse",
    );
    const times = job.steps
      .flatMap((step) => [step.started_at ?? "", step.completed_at ?? ""])
      .map((time) => Date.parse(time));
    expects(
      times.every((time, index) => time >= (times[index - 1] ?? started_at) && time <= at),
      "steps out of order",
    );
  }
  return faults;
}

function runFaults(jobs: Told<typeof job_payload>[], runs: Map<string, Told<typeof run_payload>[]>): string[] {
  const job = jobs[0]?.payload.workflow_job;
  const run = runs.get(`${job?.run_id}/${job?.run_attempt}`) ?? [];
  const requested = run[0];
  if (requested === undefined || requested.payload.action !== "requested") return [`job ${job?.id} has no run`];
  const end = run.find(({ payload }) => payload.action === "completed");
  return [
    ...(requested.at > (jobs[0]?.at ?? 0) ? [`run ${job?.run_id} is requested after its job`] : []),
    ...(requested.payload.workflow_run.head_sha !== job?.head_sha ? [`run ${job?.run_id} is of another commit`] : []),
    ...(end !== undefined && end.at < (jobs.at(-1)?.at ?? 0) ? [`run ${job?.run_id} ends before its job`] : []),
  ];
}

function runTimeFaults(events: Told<typeof run_payload>[]): string[] {
  return events.flatMap(({ at, payload: { workflow_run: run } }) => [
    ...(run.created_at !== events[0]?.payload.workflow_run.created_at ? [`run ${run.id} was created twice`] : []),
    ...(Date.parse(run.updated_at) !== at ? [`run ${run.id} was not updated when it says`] : []),
  ]);
}

describe("the default world", () => {
  const told = world({ days: 3, commits: 16, jobs: 35 });
  const jobs = of(told, "workflow_job", job_payload).map(({ payload }) => payload);
  const runs = of(told, "workflow_run", run_payload).map(({ payload }) => payload);
  const pushes = of(told, "push", push_payload).map(({ payload }) => payload);
  const pulls = of(told, "pull_request", pull_payload).map(({ payload }) => payload);

  test("is sent in well under a minute", () => {
    expect(told.length).toBeGreaterThan(9000);
    expect(told.length).toBeLessThan(13_000);
  });

  test("is understood by the HUD's intake, delivery by delivery", () => {
    // Logs and reports are long to write, and no deliveries of GitHub's: it is enough that they are ignored.
    const long = new Set(["log", "test_report"]);
    const some = grouped(told, ({ event }) => event).flatMap((same) =>
      same.slice(0, long.has(same[0]?.event ?? "") ? 5 : 250),
    );
    const records = some
      .filter(({ event }) => event !== "oot")
      .map(({ event, body }) => {
        const records = event === "circleci" ? recordsFromCircleci(body()) : recordsFromGithub(event, body());
        return [event, records.length] as const;
      });
    const ignored = new Set(records.filter(([, count]) => count === 0).map(([event]) => event));
    // GitHub Actions' own check runs are told by workflow_job already.
    expect(ignored).toEqual(new Set(["artifact", "ping", "create", "delete", "check_run", "log", "test_report"]));
  });

  test("reports tests that pass, fail, are skipped and flaky", () => {
    const counts = { success: 0, failure: 0, error: 0, skipped: 0, flaky: 0 };
    for (const { body } of told.filter(({ event }) => event === "test_report").slice(0, 60)) {
      const reader = new JunitReader(() => undefined);
      reader.write(Buffer.from(z.object({ xml: z.string() }).parse(body()).xml));
      const { by_status, cases } = reader.end();
      expect(cases).toBeGreaterThanOrEqual(40);
      for (const status of test_statuses) counts[status] += by_status[status];
    }
    expect(counts).toMatchObject({ error: 0 });
    for (const status of ["success", "failure", "skipped", "flaky"] as const) expect(counts[status]).toBeGreaterThan(0);
  });

  test("has every kind of delivery", () => {
    expect([...new Set(told.map(({ event }) => event))].sort()).toEqual([
      "artifact",
      "check_run",
      "circleci",
      "create",
      "delete",
      "issue_comment",
      "issues",
      "log",
      "oot",
      "ping",
      "pull_request",
      "pull_request_review",
      "pull_request_review_comment",
      "push",
      "status",
      "test_report",
      "workflow_job",
      "workflow_run",
    ]);
    expect(new Set(jobs.map(({ workflow_job }) => workflow_job.conclusion))).toEqual(
      new Set([null, "success", "failure", "cancelled", "skipped", "timed_out"]),
    );
    expect(new Set(runs.map(({ workflow_run }) => workflow_run.conclusion))).toEqual(
      new Set([null, "success", "failure", "cancelled", "skipped", "startup_failure"]),
    );
    expect(new Set(runs.map(({ workflow_run }) => workflow_run.event))).toEqual(
      new Set(["push", "pull_request", "schedule"]),
    );
  });

  test("has branches with slashes, tags, deletions, force pushes and a fork's main", () => {
    const refs = pushes.map(({ ref }) => ref);
    expect(refs).toEqual(expect.arrayContaining(["refs/heads/main", "refs/heads/nightly", "refs/heads/release/2.4"]));
    expect(refs.some((ref) => ref.startsWith("refs/tags/"))).toBe(true);
    expect(pushes.some(({ deleted }) => deleted)).toBe(true);
    expect(pushes.some(({ forced, deleted }) => forced && !deleted)).toBe(true);
    const from_forks = runs.filter(
      ({ workflow_run: run }) =>
        run.head_branch === "main" && run.head_repository.full_name !== run.repository.full_name,
    );
    expect(from_forks.length).toBeGreaterThan(0);
  });

  test("has squashes, merge commits, trailers and reverts; pull requests merged, closed and open", () => {
    const messages = pushes.map(({ head_commit }) => head_commit?.message ?? "");
    expect(messages.some((message) => /^[^\n]* \(#\d+\)\n/.test(message))).toBe(true);
    expect(messages.some((message) => /^Merge pull request #\d+ from \S+\n/.test(message))).toBe(true);
    expect(
      messages.some((message) =>
        /\nPull Request resolved: https:\/\/github\.com\/acme\/rocket\/pull\/\d+/.test(message),
      ),
    ).toBe(true);
    expect(messages.some((message) => message.startsWith('Revert "'))).toBe(true);
    expect(pulls.some(({ pull_request }) => pull_request.merged)).toBe(true);
    const ends = new Map(pulls.map(({ number, pull_request }) => [number, pull_request.state]));
    expect(new Set(ends.values())).toEqual(new Set(["open", "closed"]));
  });

  test("has reruns that turn a failure into a success", () => {
    const attempts = grouped(
      jobs.filter(({ action }) => action === "completed"),
      ({ workflow_job: job }) => `${job.run_id} ${job.name}`,
    ).map((tries) => tries.map(({ workflow_job }) => workflow_job.conclusion).join());
    expect(attempts).toEqual(expect.arrayContaining(["failure,success"]));
  });

  test("is alive at its end: jobs queued and running on main's newest commits, at any hour", () => {
    for (let hour = 0; hour < 24; hour += 3) {
      const end = Date.parse("2026-03-18T00:20:00Z") + hour * 3_600_000;
      const open = new Set<number>();
      for (const { payload } of of(
        world({ commits: 16, jobs: 35, ...stretch(0.15, end) }),
        "workflow_job",
        job_payload,
      )) {
        const { id, head_branch } = payload.workflow_job;
        if (payload.repository.full_name !== "acme/rocket" || head_branch !== "main") continue;
        if (payload.action === "completed") open.delete(id);
        else open.add(id);
      }
      expect(open.size).toBeGreaterThan(0);
    }
  });
});

describe("its size follows the flags", () => {
  const mainJobs = (size: Partial<WorldOptions>) =>
    of(world({ ...size, from: until - 5 * 3_600_000 }), "workflow_job", job_payload).filter(
      ({ payload }) => payload.repository.full_name === "acme/rocket" && payload.workflow_job.head_branch === "main",
    ).length;

  test("more days, more commits, more jobs", () => {
    const count = (changed: Partial<WorldOptions> & { days?: number }) =>
      countDeliveries({ seed: 1, ...small, ...stretch(changed.days ?? 1, until), ...changed });
    expect(count({ days: 2 })).toBeGreaterThan(1.6 * count({}));
    expect(count({ commits: 40 })).toBeGreaterThan(3 * count({}));
    expect(mainJobs({ jobs: 100, commits: 12 })).toBeGreaterThan(2.5 * mainJobs({ jobs: 25, commits: 12 }));
  });

  test("a commit has as many jobs as asked for", () => {
    for (const asked of [1, 7, 35, 300]) {
      const told = of(world({ jobs: asked, commits: 2, days: 0.7 }), "workflow_job", job_payload).map(
        ({ payload }) => payload,
      );
      const on_main = told.filter(
        ({ repository, workflow_job: job }) =>
          repository.full_name === "acme/rocket" &&
          job.head_branch === "main" &&
          job.run_attempt === 1 &&
          !job.name.includes("slow, "),
      );
      const most = Math.max(
        ...grouped(on_main, ({ workflow_job }) => workflow_job.head_sha).map(
          (jobs) => new Set(jobs.map(({ workflow_job }) => workflow_job.id)).size,
        ),
      );
      expect(most).toBeLessThanOrEqual(asked);
      expect(most).toBeGreaterThanOrEqual(asked * 0.9);
    }
  });

  test("a large world is lazy: its first thousand come at once", () => {
    const started = performance.now();
    const told = deliveries({ seed: 1, ...stretch(300, until), commits: 400, jobs: 600 });
    for (let taken = 0; taken < 1000; taken++) expect(told.next().done).toBe(false);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe("chance, time and disorder", () => {
  test("the same path gives the same draws, another path others", () => {
    const draws = (...path: (string | number)[]) => Array.from({ length: 5 }, random(...path).next);
    expect(draws(1, "a")).toEqual(draws(1, "a"));
    expect(draws(1, "a")).not.toEqual(draws(1, "b"));
    expect(sha(1, "a")).toMatch(/^[0-9a-f]{40}$/);
    expect(uuid(1, "a")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("draws are spread evenly", () => {
    const chance = random("spread");
    const buckets = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw++) {
      const place = chance.int(0, 9);
      buckets[place] = (buckets[place] ?? 0) + 1;
    }
    for (const drawn of buckets) expect(Math.abs(drawn - 1000)).toBeLessThan(150);
  });

  test("moments play in time order and ties in the order planned, whatever unfolds", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.array(fc.nat(50)))), fc.nat(80), (plans, end) => {
        let planned = 0;
        const leaf = (at: number): Moment => ({
          at,
          delivery: { at, event: "x", id: String(planned++), body: () => ({}) },
        });
        const played = [
          ...play(
            plans.map(([at, later]) => ({ at, unfold: () => [leaf(at), ...later.map((more) => leaf(at + more))] })),
            end,
          ),
        ];
        const due = plans
          .flatMap(([at, later]) => (at > end ? [] : [at, ...later.map((more) => at + more)]))
          .filter((at) => at <= end);
        expect(played.map(({ at }) => at)).toEqual(due.sort((a, b) => a - b));
      }),
    );
  });

  test("shuffling and doubling lose nothing, and are the same for a seed", () => {
    const items = Array.from({ length: 12_000 }, (_, index) => index);
    const mixed = [...shuffled(items, 3)];
    expect(mixed).not.toEqual(items);
    expect([...mixed].sort((a, b) => a - b)).toEqual(items);
    expect([...shuffled(items, 3)]).toEqual(mixed);
    const doubled = [...duplicated(items, 0.33, 3)];
    expect(new Set(doubled).size).toBe(items.length);
    expect(doubled.length / items.length).toBeCloseTo(1.33, 1);
    expect([...duplicated(items, 0, 3)]).toEqual(items);
    expect([...duplicated(items, 1, 3)]).toHaveLength(2 * items.length);
  });
});
