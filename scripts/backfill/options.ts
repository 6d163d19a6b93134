/** The backfill's command line. */
import { RepoName } from "lib/model/fields";
import { UserMistake } from "scripts/command";
import { parseArgs } from "node:util";

export const usage = `npm run backfill -- owner/repo [options]

Fills the HUD with a repository's past from the GitHub REST API: commits, pull requests, workflow runs and their jobs,
newest first. Safe to run at any time, and again: what is known already stays as it is. When it was stopped, the same
command continues where it was.

  --days <n>          how far back, in days (7; at most 400, GitHub keeps no runs for longer)
  --branch <name>     list the commits of this branch too, besides the default one; may be repeated
  --no-jobs           leave out jobs: one request less for each run
  --no-pulls          leave out pull requests
  --max-requests <n>  stop soon after so many requests to GitHub (at least 10); the same command continues
  --restart           forget how far an earlier run came
  --dry-run           ask GitHub how much there is, and store nothing
  --help              show this

Needs GITHUB_TOKEN (a token that may read the repository's Actions, contents and pull requests) or a GitHub App
(GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY), and a running HUD, or DYNAMODB_ENDPOINT. A tenth of GitHub's rate limit is
left to others. GITHUB_API_URL is for GitHub Enterprise Server.
`;

export interface BackfillOptions {
  repo: string;
  days: number;
  branches: string[];
  jobs: boolean;
  pulls: boolean;
  max_requests: number | null;
  restart: boolean;
  dry_run: boolean;
}

const days_max = 400;

/** @throws UserMistake; whatever parseArgs throws. Null when help is asked for. */
export function parseOptions(args: string[]): BackfillOptions | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      days: { type: "string", default: "7" },
      branch: { type: "string", multiple: true, default: [] },
      "no-jobs": { type: "boolean", default: false },
      "no-pulls": { type: "boolean", default: false },
      "max-requests": { type: "string" },
      restart: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  const [repo, ...more] = positionals;
  if (repo === undefined)
    throw new UserMistake("Which repository? For example: npm run backfill -- owner/repo --days 7");
  if (more.length > 0) throw new UserMistake(`One repository at a time: what is ${more.join(" ")}?`);
  if (!RepoName.safeParse(repo).success || repo.split("/").some((part) => /^\.+$/.test(part)))
    throw new UserMistake(`"${repo}" does not look like owner/repo.`);
  const bad_branch = values.branch.find((branch) => branch === "" || branch.length > 255);
  if (bad_branch !== undefined) throw new UserMistake("--branch must be a branch's name.");
  const max_requests = values["max-requests"];
  return {
    repo,
    days: wholeNumber("--days", values.days, 1, days_max),
    branches: values.branch.map((branch) => branch.replace(/^refs\/heads\//, "")),
    jobs: !values["no-jobs"],
    pulls: !values["no-pulls"],
    max_requests: max_requests === undefined ? null : wholeNumber("--max-requests", max_requests, 10, 10_000_000),
    restart: values.restart,
    dry_run: values["dry-run"],
  };
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max) {
    throw new UserMistake(`${name} must be a whole number from ${min} to ${max}, not "${text}".`);
  }
  return number;
}
