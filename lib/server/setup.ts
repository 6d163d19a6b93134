/** What the set-up page shows: addresses, where secrets are kept, and through which inputs a repository has been heard. */
import { repoInputs } from "clickhouse_queries/repo_inputs/query";
import { type Config, secret_variables } from "lib/config";
import { input_names, type InputName, type InputSeen, type RepoSetup, type SetupAnswer } from "lib/model/setup";
import { ask } from "lib/server/ask";
import { madeApp } from "lib/server/github_app";
import { within } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { app_key, organisationKey, readInputs } from "lib/store/repository_inputs";

const patience_seconds = 5;
/** What is refused is asked for again every hour: an older word is nobody's any more. */
const refusal_ms_max = 3 * 3_600_000;

export async function setupOf(services: Services, origin: string, repo: string | null): Promise<SetupAnswer> {
  const { config } = services;
  const at = (path: string): string => new URL(path, origin).href;
  return {
    webhook_url: at("/api/github/webhooks"),
    circleci_url: at("/api/circleci/webhooks"),
    relay_url: at("/api/oot/results"),
    test_reports_url: at("/api/test-reports"),
    artifacts_url: at("/api/artifacts"),
    secret_hint: secretHint(config, "github_webhook"),
    circleci_secret_hint: secretHint(config, "circleci_webhook"),
    relay_token_hint: secretHint(config, "oot_relay"),
    api_token_hint: secretHint(config, "api_token"),
    github: { token: config.github.token !== null, app: config.github.app !== null, made: madeApp(services) },
    repo: repo === null ? null : await repoSetup(services, repo),
  };
}

async function repoSetup(services: Services, repo: string): Promise<RepoSetup> {
  const { dynamo, config, pending_logs } = services;
  const prefix = config.dynamodb.table_prefix;
  const [owner = ""] = repo.split("/", 1);
  const [kept, refusal, rows] = await Promise.all([
    within(
      patience_seconds,
      "store",
      Promise.all([repo, organisationKey(owner), app_key].map((key) => readInputs(dynamo, prefix, key))),
    ),
    within(patience_seconds, "store", pending_logs.readRefusal(repo)),
    ask(services, repoInputs, { repo }),
  ]);
  const is_refused = refusal !== null && Date.now() - Date.parse(refusal.at) < refusal_ms_max;
  const [own] = kept;
  const by_input = new Map(rows.map((row) => [row.input, row]));
  const ended = (input: InputName): number => by_input.get(input)?.ended ?? 0;
  const inputs = input_names.map((input): InputSeen => {
    return {
      input,
      heard_at: own?.heard.get(input) ?? null,
      recorded_at: by_input.get(input)?.last_at ?? null,
    };
  });
  return {
    repo,
    inputs,
    hooks: kept.flatMap(({ hook }) => (hook ? [hook] : [])),
    log_coverage: { jobs: ended("workflow_job") + ended("logs"), with_log: ended("logs") },
    log_refusal: is_refused ? refusal.problem : null,
  };
}

/** Where a person finds it; never what it is. */
function secretHint({ secrets }: Config, name: keyof Config["secrets"]): string {
  const variable = secret_variables[name];
  return secrets[name] === null
    ? `No secret is set: set ${variable} and start again`
    : `${variable} where you set it; otherwise ${name} in secrets.json in the data directory`;
}
