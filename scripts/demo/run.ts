/** The demo from its command line to its exit code: finds the HUD, tells the world, sums up. */
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "lib/config";
import { main_repository } from "scripts/demo/catalogue/repositories";
import { duplicated, shuffled } from "scripts/demo/chaos";
import { parseOptions, usage, UsageError, type DemoOptions } from "scripts/demo/options";
import { count, perSecond, showProgress, type Output } from "scripts/demo/progress";
import { forEach, Sender, Unreachable } from "scripts/demo/send";
import { toRequest } from "scripts/demo/sign";
import { Tally } from "scripts/demo/tally";
import { findTarget, NoTarget, type Target } from "scripts/demo/target";
import type { Delivery } from "scripts/demo/timeline";
import { countDeliveries, deliveries, stretch, type WorldOptions } from "scripts/demo/world";

export interface DemoContext {
  args: readonly string[];
  env: Record<string, string | undefined>;
  folder: string;
  out: Output & NodeJS.WritableStream;
  err: Output;
  /** Ends the demo early, and a live one at all. */
  signal: AbortSignal;
}

/** The exit code: 0 done, 1 something was refused or the HUD is away, 2 a wrong command line, 130 interrupted. */
export async function runDemo(context: DemoContext): Promise<number> {
  try {
    const options = parseOptions(context.args);
    if (options === null) {
      context.out.write(usage);
      return 0;
    }
    return await tell(options, findTarget({ ...options, env: context.env, folder: context.folder }), context);
  } catch (problem) {
    if (problem instanceof Unreachable && context.signal.aborted) return 130;
    if (problem instanceof UsageError) {
      context.err.write(`${problem.message} See "npm run demo -- --help".\n`);
      return 2;
    }
    if (
      problem instanceof NoTarget ||
      problem instanceof ConfigError ||
      problem instanceof Unreachable ||
      problem instanceof Refused
    ) {
      context.err.write(`${problem.message}\n`);
      return 1;
    }
    throw problem;
  }
}

/** The HUD does not take what we sign. */
class Refused extends Error {
  override name = "Refused";
}

async function tell(options: DemoOptions, target: Target, { out, signal }: DemoContext): Promise<number> {
  const now = options.until ?? Math.floor(Date.now() / 1000) * 1000;
  const world: WorldOptions = {
    seed: options.seed,
    commits: options.commits,
    jobs: options.jobs,
    ...stretch(options.days, now),
  };
  const tally = new Tally();
  const left_out = leftOut(options, target, tally);
  const total = Math.round(countDeliveries(world, (event) => !left_out.has(event)) * (1 + options.duplicate));
  out.write(
    `Telling ${options.days === 1 ? "a day" : `${options.days} days`} until ${new Date(now).toISOString()} to ${target.url}: about ${count(total)} deliveries.\n`,
  );

  const sender = new Sender({ url: target.url, concurrency: options.concurrency, signal });
  const progress = showProgress(out, options.live ? null : total);
  const started = performance.now();
  try {
    await forEach(paced(source(options, world), options, signal), options.concurrency, async (delivery) => {
      const { event } = delivery;
      if (left_out.has(event)) return;
      const answer = await sender.send(toRequest(delivery, target));
      const other = other_doors.get(event);
      if (other && ([401, 404, 405].includes(answer.status) || answer.text.includes("misconfigured"))) {
        if (!left_out.has(event)) {
          tally.note(`This HUD does not take ${other.what} (${answer.status}), so they are left out.`);
        }
        left_out.add(event);
        return;
      }
      if (answer.status === 401)
        throw new Refused(`${target.url} refuses our signature: give its own webhook secret with --secret.`);
      tally.add(delivery, answer);
      progress.advance();
    });
  } finally {
    progress.stop();
    sender.close();
  }
  out.write(tally.summary({ url: target.url, per_second: perSecond(tally.sent, started), repo: main_repository }));
  if (tally.rejected > 0) return 1;
  return signal.aborted && !options.live ? 130 : 0;
}

/** What does not come by GitHub's door needs a secret of its own, and the demo can do without it. */
const other_doors = new Map<string, { what: string; variable: string; secret: (target: Target) => string | null }>([
  ["oot", { what: "out-of-tree results", variable: "OOT_RELAY_TOKEN", secret: (target) => target.oot_token }],
  [
    "circleci",
    { what: "CircleCI's results", variable: "CIRCLECI_WEBHOOK_SECRET", secret: (target) => target.circleci_secret },
  ],
  ["test_report", { what: "test reports", variable: "HUD_API_TOKEN", secret: (target) => target.api_token }],
  ["artifact", { what: "artifacts", variable: "HUD_API_TOKEN", secret: (target) => target.api_token }],
  ["log", { what: "jobs' logs", variable: "HUD_API_TOKEN", secret: (target) => target.api_token }],
]);

/** The events that are not sent. */
function leftOut(options: DemoOptions, target: Target, tally: Tally): Set<string> {
  const left_out = new Set(options.oot ? [] : ["oot"]);
  for (const [event, { what, variable, secret }] of other_doors) {
    if (left_out.has(event) || secret(target) !== null) continue;
    tally.note(`${variable} is not known, so ${what} are left out.`);
    left_out.add(event);
  }
  return left_out;
}

/** What to send, in the order to send it. */
function source(options: DemoOptions, world: WorldOptions): Iterable<Delivery> {
  if (options.live) return deliveries({ ...world, until: Infinity });
  const whole = deliveries(world);
  const doubled = options.duplicate > 0 ? duplicated(whole, options.duplicate, options.seed) : whole;
  return options.shuffle ? shuffled(doubled, options.seed) : doubled;
}

/** Lets each delivery go when its time has come and the rate allows; ends when asked to. */
async function* paced(
  items: Iterable<Delivery>,
  { live, rate }: DemoOptions,
  signal: AbortSignal,
): AsyncGenerator<Delivery, void> {
  const started = performance.now();
  let gone = 0;
  for (const delivery of items) {
    const by_time = live ? delivery.at - Date.now() : 0;
    const by_rate = rate === null ? 0 : started + (gone / rate) * 1000 - performance.now();
    const wait = Math.max(by_time, by_rate);
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    gone++;
    yield delivery;
  }
}
