/** `npm run backfill`: from the command line to the summary. */
import { loadEnvFile, readConfig, type Config } from "lib/config";
import { type GithubClient, githubClient, type GithubOptions, type RepoClient } from "lib/github/client";
import { GithubError } from "lib/github/error";
import { getRepository, type RestRepository } from "lib/github/history";
import { explainEstimate } from "scripts/backfill/estimate";
import { fill } from "scripts/backfill/fill";
import { type BackfillOptions, parseOptions, usage } from "scripts/backfill/options";
import { fractionDone, newPlan, type Plan, resumePlan, scopeOf } from "scripts/backfill/plan";
import { ProgressFile } from "scripts/backfill/progress_file";
import { type CommandContext, exit_codes, explain, UserMistake } from "scripts/command";
import { openStore } from "scripts/open_store";
import { startProgress } from "scripts/progress";
import { StoreFailed, Tally } from "scripts/record_told";

/** --max-requests has been reached. */
class RequestsSpent extends Error {
  override name = "RequestsSpent";
}

const columns = [
  ["stored", "stored"],
  ["unchanged", "known already"],
  ["failed", "failed"],
] as const;
const save_every_ms = 1_000;

/** @param github for tests: the client's clock and patience. */
export async function runBackfill(context: CommandContext, github: GithubOptions = {}): Promise<number> {
  const options = parseOptions(context.args);
  if (!options) {
    context.out.write(usage);
    return exit_codes.done;
  }
  const env = { ...context.env };
  loadEnvFile(context.folder, env);
  const config = readConfig(env);
  if (config.github.token === null && config.github.app === null) {
    throw new UserMistake(
      "GitHub must be asked by somebody: set GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, in the " +
        "environment or in .env.local.",
    );
  }
  const open = options.dry_run ? null : await openStore(config);
  try {
    const waiting: Waiting = { tell: () => undefined };
    const client = githubClient(config.github, { ...github, on_wait: (until) => waiting.tell(until) });
    const repo_client = await connect(client, options.repo, config);
    const repository = await askRepository(repo_client, config, context.signal);
    if (!open) {
      context.out.write(await explainEstimate(repo_client, options, repository, context.signal));
      return exit_codes.done;
    }
    return await backfill({ ...context, options, config, client, repo_client, repository, open, waiting });
  } finally {
    open?.close();
  }
}

/** Whom to tell of waits for GitHub's rate limit: the progress bar, once there is one. */
interface Waiting {
  tell: (until: Date) => void;
}

interface Backfilling extends CommandContext {
  options: BackfillOptions;
  config: Config;
  client: GithubClient;
  repo_client: RepoClient;
  repository: RestRepository;
  open: Awaited<ReturnType<typeof openStore>>;
  waiting: Waiting;
}

async function backfill(work: Backfilling): Promise<number> {
  const { options, config, client, repo_client, repository, open, out, err, signal, waiting } = work;
  const file = new ProgressFile(config.data_dir, repository.full_name);
  const plan = choosePlan(file, repository, options, err);
  const tally = new Tally();
  const progress = startProgress(repository.full_name, err);
  let saved_at = Date.now();
  const onStep = (of_current: number): void => {
    if (Date.now() - saved_at >= save_every_ms) {
      file.save(plan);
      saved_at = Date.now();
    }
    progress.update(fractionDone(plan, of_current), describe(tally, repo_client));
  };

  let told_until = 0;
  waiting.tell = (until) => {
    if (until.getTime() <= told_until + 1_000) return; // Several requests wait for the same moment.
    told_until = until.getTime();
    progress.say(`waiting until ${until.toLocaleTimeString("en-GB")} for GitHub's rate limit`);
  };

  file.save(plan);
  onStep(0);
  let stopped_by: unknown = null;
  try {
    const mayGoOn = (): void => {
      if (options.max_requests !== null && client.requests() >= options.max_requests) throw new RequestsSpent();
    };
    await fill(plan, { client: repo_client, repository, store: open.store, tally, signal, mayGoOn, onStep });
    file.remove();
  } catch (error) {
    file.save(plan);
    stopped_by = error;
  } finally {
    progress.stop();
  }

  out.write(`${tally.report(columns)}\n\n${client.requests().toLocaleString("en")} requests to GitHub.\n`);
  if (stopped_by === null) {
    const failed = tally.failed > 0 ? ", but for what failed" : "";
    const where = open.hud_url === null ? "" : ` See ${hudPage(open.hud_url, repository)}`;
    out.write(`The last ${options.days} days of ${repository.full_name} are filled${failed}.${where}\n`);
    return tally.failed > 0 ? exit_codes.failed : exit_codes.done;
  }
  const again = "Run the same command again to continue.";
  if (signal.aborted) {
    err.write(`Stopped. ${again}\n`);
    return exit_codes.interrupted;
  }
  if (stopped_by instanceof RequestsSpent) {
    out.write(`Stopped after --max-requests. ${again}\n`);
    return tally.failed > 0 ? exit_codes.failed : exit_codes.done;
  }
  if (stopped_by instanceof UserMistake) throw stopped_by;
  const what = stopped_by instanceof StoreFailed ? "The HUD's store did not take a record: " : "";
  err.write(`${what}${explain(stopped_by)}\n${again}\n`);
  return exit_codes.failed;
}

/** The plan that an earlier run of the command left, or a new one. */
function choosePlan(
  file: ProgressFile,
  { full_name, default_branch }: RestRepository,
  options: BackfillOptions,
  err: CommandContext["err"],
): Plan {
  const scope = scopeOf(options, default_branch);
  const fresh = newPlan(full_name, scope, Date.now());
  if (options.restart) return fresh;
  const left = file.load();
  if (left === null) return fresh;
  if (left === "unreadable") {
    err.write(`${file.path} cannot be read: starting from the beginning.\n`);
    return fresh;
  }
  const resumed = resumePlan(left, full_name, scope, Date.now());
  err.write(
    resumed
      ? `Continuing the backfill that began ${left.started_at}.\n`
      : "An unfinished backfill with other options is given up: starting from the beginning.\n",
  );
  return resumed ?? fresh;
}

async function connect(client: GithubClient, repo: string, { github }: Config): Promise<RepoClient> {
  try {
    return await client.forRepo(repo);
  } catch (error) {
    if (error instanceof GithubError && error.status === 404) {
      throw new UserMistake(`The GitHub App ${github.app?.id ?? ""} is not installed on ${repo}.`);
    }
    throw refusal(error, github) ?? error;
  }
}

/** Also the name as GitHub spells it, and where a renamed repository has gone. */
async function askRepository(client: RepoClient, { github }: Config, signal: AbortSignal): Promise<RestRepository> {
  try {
    return await getRepository(client, signal);
  } catch (error) {
    if (error instanceof GithubError && error.status === 404) {
      throw new UserMistake(`GitHub has no repository ${client.owner}/${client.repo} that these credentials may see.`);
    }
    throw refusal(error, github) ?? error;
  }
}

function refusal(error: unknown, { app }: Config["github"]): UserMistake | null {
  if (!(error instanceof GithubError) || error.status !== 401) return null;
  const credential = app ? "GITHUB_APP_ID with GITHUB_APP_PRIVATE_KEY" : "GITHUB_TOKEN";
  return new UserMistake(`GitHub does not accept ${credential}: it may have expired or been revoked.`);
}

function describe(tally: Tally, client: RepoClient): string {
  const count = (number: number): string => number.toLocaleString("en");
  const rate = client.rate_limit();
  const parts = [
    `${count(tally.of("push"))} commits`,
    `${count(tally.of("pull_request"))} pulls`,
    `${count(tally.of("workflow_run"))} runs`,
    `${count(tally.of("workflow_job"))} jobs`,
    ...(tally.failed > 0 ? [`${count(tally.failed)} failed`] : []),
    ...(rate ? [`${count(rate.remaining)} of ${count(rate.limit)} requests left`] : []),
  ];
  return parts.join(" · ");
}

function hudPage(url: string, { full_name, default_branch }: RestRepository): string {
  return `${url.replace(/\/$/, "")}/hud/${full_name}/${encodeURIComponent(default_branch)}`;
}
