/** The demo's world: from a seed and a stretch of time to every delivery that its repositories cause, in time order. */
import { repositoryPlans, type RepositoryPlan } from "scripts/demo/catalogue/repositories";
import { beginningOf, changeMoments, openPullMoments } from "scripts/demo/changes";
import { ping } from "scripts/demo/payloads/checks";
import { day_length, dayOf, Root, startOf } from "scripts/demo/root";
import { benchMoments, scheduleMoments } from "scripts/demo/schedules";
import { play, type Delivery, type Moment } from "scripts/demo/timeline";
import { Trunks } from "scripts/demo/trunk";

export interface WorldOptions {
  seed: number;
  /** Milliseconds since 1970: what begins in [from, until] is told, as far as it has got by `until`. */
  from: number;
  /** Infinite for a world that goes on. */
  until: number;
  /** Trunk commits of the main repository a day. */
  commits: number;
  /** Jobs of each of them. */
  jobs: number;
}

/**
 * The world's deliveries, lazily and in time order. The world exists whether it is told or not: another stretch of the
 * same one repeats the same deliveries, so that a second demo an hour later only adds that hour. A change is told from
 * when its pull request was opened, which may be some hours before `from`.
 */
export function* deliveries(options: WorldOptions): Generator<Delivery, void> {
  const plans = repositoryPlans(options);
  const trunks = new Trunks(options.seed);
  const first_day = dayOf(options.from);
  const hooks = plans.map(({ name, slots }): Moment => {
    const root = new Root(options.seed, name, first_day, slots.other + 20);
    return root.send(options.from, "ping", [options.from], () => ping({ repo: name }));
  });
  const calendar: Moment = { at: startOf(first_day - 1), unfold: () => dayMoments(options, plans, trunks, first_day) };
  yield* play([...hooks, calendar], options.until);
}

/** A day's stories, planned a day ahead since pull requests begin before they land; and the plan of the next day. */
function dayMoments(options: WorldOptions, plans: readonly RepositoryPlan[], trunks: Trunks, day: number): Moment[] {
  const { seed, from } = options;
  const begun = (moment: Moment) => moment.at >= from;
  const moments: Moment[] = [{ at: startOf(day), unfold: () => dayMoments(options, plans, trunks, day + 1) }];
  for (const plan of plans) {
    for (const commit of trunks.day(plan, day)) {
      if (commit.at < from) continue;
      const at = beginningOf(plan, commit);
      moments.push({ at, unfold: () => changeMoments(plan, commit, trunks) });
    }
    moments.push(...openPullMoments(seed, plan, day, trunks).filter(begun));
    moments.push(...scheduleMoments(seed, plan, day, trunks).filter(begun));
  }
  moments.push(...benchMoments(seed, day).filter(begun));
  return moments;
}

/** How many deliveries there will be of the events that count, told without building any body. */
export function countDeliveries(options: WorldOptions, counts: (event: string) => boolean = () => true): number {
  let count = 0;
  for (const { event } of deliveries(options)) if (counts(event)) count++;
  return count;
}

/** A stretch of days that ends at a time. */
export function stretch(days: number, until: number): { from: number; until: number } {
  return { from: until - days * day_length, until };
}
