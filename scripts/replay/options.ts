/** The replay's command line. */
import { RepoName } from "lib/model/fields";
import { UserMistake } from "scripts/command";
import { parseArgs } from "node:util";

export const usage = `npm run replay -- [options]

Records archived raw deliveries again, through the same translators into the same store: after the store was lost, or
a translator mended. Safe at any time: what is known already stays as it is, and the order does not matter.

  --since <when>     only what was received since: a day (2026-03-01), a moment (2026-03-01T12:00:00Z), or an age (7d, 12h, 30m)
  --until <when>     only what was received until then (now)
  --event <name>     only this event, such as workflow_job or circleci-job-completed; may be repeated
  --repo <o/r>       only this repository
  --concurrency <n>  how many at a time (8; at most 64)
  --dry-run          only try whether everything can be read and understood; store nothing
  --parked           instead: try again the records that could not be brought to ClickHouse; with --dry-run, list them
                     and why
  --clickhouse       instead: bring every stored record to ClickHouse again, after ClickHouse was lost, or the workers
                     were away for longer than the 24 hours that DynamoDB keeps streams
  --logs             instead: have the workers fetch again the logs that could not be had from GitHub
  --help             show this

Reads the archive of HUD_ARCHIVE. Needs a running HUD, or DYNAMODB_ENDPOINT (with --parked and
--clickhouse also CLICKHOUSE_URL).
Exits with 1 if anything failed, and lists it.
`;

export interface ReplayOptions {
  /** Unix milliseconds, both included. */
  since: number;
  until: number;
  events: string[];
  repo: string | null;
  concurrency: number;
  dry_run: boolean;
  parked: boolean;
  clickhouse: boolean;
  logs: boolean;
}

/** @throws UserMistake; whatever parseArgs throws. Null when help is asked for. */
export function parseOptions(args: string[], now: number): ReplayOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      since: { type: "string" },
      until: { type: "string" },
      event: { type: "string", multiple: true, default: [] },
      repo: { type: "string" },
      concurrency: { type: "string", default: "8" },
      "dry-run": { type: "boolean", default: false },
      parked: { type: "boolean", default: false },
      clickhouse: { type: "boolean", default: false },
      logs: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  const {
    since,
    until,
    event: events,
    repo = null,
    concurrency,
    parked,
    clickhouse,
    logs,
    "dry-run": dry_run,
  } = values;
  const chosen = since !== undefined || until !== undefined || events.length > 0 || repo !== null;
  const narrowed = chosen || dry_run;
  if (parked && chosen)
    throw new UserMistake("--parked takes no other option but --dry-run: it tries all that is parked.");
  if (logs && (narrowed || parked)) throw new UserMistake("--logs takes no other option: it tries all that is parked.");
  if (clickhouse && (narrowed || parked || logs)) {
    throw new UserMistake("--clickhouse takes no other option: it brings all that is stored.");
  }
  for (const event of events) {
    if (!/^[a-z0-9_-]{1,64}$/.test(event)) throw new UserMistake(`"${event}" is not the name of an event.`);
  }
  if (repo !== null && !RepoName.safeParse(repo).success) {
    throw new UserMistake(`"${repo}" does not look like owner/repo.`);
  }
  const width = Number(concurrency);
  if (!/^\d+$/.test(concurrency) || width < 1 || width > 64) {
    throw new UserMistake(`--concurrency must be a whole number from 1 to 64, not "${concurrency}".`);
  }
  const range = {
    since: since === undefined ? 0 : moment("--since", since, now),
    until: until === undefined ? now : moment("--until", until, now),
  };
  if (range.since > range.until) throw new UserMistake("--since must be before --until.");
  return { ...range, events: [...new Set(events)], repo, concurrency: width, dry_run, parked, clickhouse, logs };
}

const units = new Map([
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
const day_ms = 86_400_000;

function moment(name: string, text: string, now: number): number {
  const [, amount, unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (units.get(unit) ?? 0);
  // Until a day means until it is over.
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const day = Date.parse(`${text}T00:00:00Z`);
    if (!Number.isNaN(day)) return name === "--until" ? day + day_ms - 1 : day;
  }
  // Without a zone, JavaScript would take this machine's.
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    const time = Date.parse(text);
    if (!Number.isNaN(time)) return time;
  }
  throw new UserMistake(`${name} must be like 2026-03-01, 2026-03-01T12:00:00Z or 7d, not "${text}".`);
}
