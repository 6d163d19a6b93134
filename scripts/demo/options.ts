/** The demo's command line. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { most_commits } from "scripts/demo/catalogue/repositories";
import { most_jobs } from "scripts/demo/catalogue/workflows";
import { first_day } from "scripts/demo/root";

export interface DemoOptions {
  seed: number;
  days: number;
  commits: number;
  jobs: number;
  /** Milliseconds since 1970; null is now. */
  until: number | null;
  live: boolean;
  oot: boolean;
  url: string | null;
  secret: string | null;
  concurrency: number;
  /** Deliveries a second at most; null is as fast as they are taken. */
  rate: number | null;
  shuffle: boolean;
  /** The share of deliveries that is sent twice. */
  duplicate: number;
}

/** The command line asks for something that cannot be done; the message says what would do. */
export class UsageError extends Error {
  override name = "UsageError";
}

export const usage = `npm run demo -- [options]

Feeds a running HUD with made-up but realistic CI traffic through its public endpoints: signed GitHub
and CircleCI deliveries and out-of-tree relay callbacks. The same seed always tells the same story: running it again
sends what the HUD already knows, and what has happened since. Keep to one seed per data directory.

What is told
  --seed N         which world (default 1)
  --days N         how far back it starts; fractions allowed (default 3, with --live 1)
  --commits N      commits a day on acme/rocket's main, 1 to ${most_commits} (default 16, with --live 120)
  --jobs N         jobs of each of them, 1 to ${most_jobs} (default 35)
  --until TIME     when the story ends, ISO 8601 (default now)
  --live           goes on in real time until Ctrl-C
  --no-oot         leaves the out-of-tree relay callbacks out

How it is sent
  --url URL        the HUD (default: the one running on HUD_DATA_DIR, then PORT)
  --secret TEXT    the webhook secret (default: GITHUB_WEBHOOK_SECRET, then the data directory's)
  --concurrency N  requests at a time, 1 to 64 (default 8)
  --rate N         deliveries a second at most
  --shuffle        out of order, as a bad day at GitHub's
  --duplicate N    this share of the deliveries twice, 0 to 1
  --help           this text
`;

/** The options, or null when help was asked for; throws UsageError. */
export function parseOptions(args: readonly string[]): DemoOptions | null {
  const values = parsed(args);
  if (values.help === true) return null;
  const live = values.live === true;
  if (live && values.until !== undefined) throw new UsageError("--live has no end: leave --until out.");
  const { shuffle = false } = values;
  const duplicate = number("--duplicate", values.duplicate, 0, { least: 0, most: 1 });
  if (live && (shuffle || duplicate > 0))
    throw new UsageError("--shuffle and --duplicate need an end: leave --live out.");
  return {
    seed: number("--seed", values.seed, 1, { least: 0, most: 2 ** 31 - 1, whole: true }),
    days: number("--days", values.days, live ? 1 : 3, { least: 0.01, most: 366 }),
    commits: number("--commits", values.commits, live ? 120 : 16, { least: 1, most: most_commits, whole: true }),
    jobs: number("--jobs", values.jobs, 35, { least: 1, most: most_jobs, whole: true }),
    until: values.until === undefined ? null : time("--until", values.until),
    live,
    oot: values["no-oot"] !== true,
    url: values.url === undefined ? null : address("--url", values.url),
    secret: values.secret ?? null,
    concurrency: number("--concurrency", values.concurrency, 8, { least: 1, most: 64, whole: true }),
    rate: values.rate === undefined ? null : number("--rate", values.rate, 0, { least: 0.1, most: 100_000 }),
    shuffle,
    duplicate,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: "string" },
        days: { type: "string" },
        commits: { type: "string" },
        jobs: { type: "string" },
        until: { type: "string" },
        live: { type: "boolean" },
        // On by default; `--oot` may say so all the same.
        oot: { type: "boolean" },
        "no-oot": { type: "boolean" },
        url: { type: "string" },
        secret: { type: "string" },
        concurrency: { type: "string" },
        rate: { type: "string" },
        shuffle: { type: "boolean" },
        duplicate: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (problem) {
    const { message } = z
      .object({ message: z.string() })
      .catch({ message: "The options cannot be read." })
      .parse(problem);
    throw new UsageError(message);
  }
}

interface Range {
  least: number;
  most: number;
  whole?: boolean;
}

function number(
  name: string,
  given: string | undefined,
  otherwise: number,
  { least, most, whole = false }: Range,
): number {
  if (given === undefined) return otherwise;
  const value = given.trim() === "" ? NaN : Number(given);
  if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    throw new UsageError(`${name} must be a ${whole ? "whole " : ""}number from ${least} to ${most}, got "${given}".`);
  }
  return value;
}

function time(name: string, given: string): number {
  const at = Date.parse(given);
  if (Number.isNaN(at)) throw new UsageError(`${name} must be a time as 2026-01-31T12:00:00Z, got "${given}".`);
  // Two days' room for what begins before the first day.
  if (at < first_day + 2 * 86_400_000)
    throw new UsageError(`${name} must be after ${new Date(first_day + 2 * 86_400_000).toISOString()}.`);
  return Math.floor(at / 1000) * 1000;
}

function address(name: string, given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new UsageError(`${name} must be an http or https address, got "${given}".`);
  }
  return url.href.replace(/\/+$/, "");
}
