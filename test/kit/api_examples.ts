/** Of each operation of the API a request that is right, about what test/kit/ci_story.ts tells. */
import { saved_queries } from "clickhouse_queries/index";
import { type Credentials, toRequest } from "scripts/demo/sign";
import { story, storyDeliveries } from "test/kit/ci_story";
import { parameterValues } from "test/kit/query_parameters";

const { repo, tip } = story;

export interface Ask {
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Of an answer that never ends: when there is enough of it. */
  enough?: RegExp;
}

export const annotation = { annotation: "Test flake", note: "It comes and goes", by: "ann" };
export const artifact = `/api/artifacts/${repo}/${story.run_id}/1/run/a.txt`;
export const place = `repo=${repo}&workflow_id=${story.run_id}&run_attempt=1`;
export const first_message = /data: .*\n\n/;

export const bearer = ({ api_token }: Credentials): { Authorization: string } => ({
  Authorization: `Bearer ${api_token ?? ""}`,
});

/** By the method and the address under which it is described. */
export function apiExamples(credentials: Credentials): Record<string, [address: string, ask?: Ask]> {
  const headers = bearer(credentials);
  const sending = (body: unknown): Ask => ({ headers, body: JSON.stringify(body) });
  const delivered = (event: string, told: object): [string, Ask] => {
    const { path, ...ask } = toRequest({ at: 0, event, id: "1", body: () => told }, credentials);
    return [path, { headers: ask.headers, body: ask.body }];
  };
  const callback = storyDeliveries().events.find(({ event }) => event === "oot");
  const cell = `/api/cell/${repo}/${tip}?name=${encodeURIComponent("CI / broken")}`;
  const report = `<testsuite><testcase name="a" classname="C" time="1"/></testsuite>`;
  return {
    "POST /api/github/webhooks": delivered("ping", { zen: "Keep it" }),
    "POST /api/circleci/webhooks": delivered("circleci", { type: "ping" }),
    "POST /api/oot/results": delivered("oot", callback?.body() ?? {}),
    "POST /api/test-reports": [`/api/test-reports?${place}&job_id=1`, { headers, body: report }],
    "POST /api/artifacts": [`/api/artifacts?${place}&name=a.txt`, { headers, body: "0123456789" }],
    "GET /api/artifacts/{owner}/{repo}": [`/api/artifacts/${repo}?sha=${tip}`],
    "GET /api/artifacts/{owner}/{repo}/{workflow_id}": [`/api/artifacts/${repo}/${story.run_id}`],
    "GET /api/artifacts/{owner}/{repo}/{workflow_id}/{run_attempt}/{path}": [artifact],
    "GET /api/hud/{owner}/{repo}/{branch}/{page}": [`/api/hud/${repo}/main/0?show=check,oot`],
    "GET /api/grid/{owner}/{repo}/{branch}/{page}": [`/api/grid/${repo}/main/0`],
    "GET /api/cell/{owner}/{repo}/{sha}": [cell],
    "GET /api/events": [`/api/events?repo=${repo}`, { enough: first_message }],
    "GET /api/trunk": ["/api/trunk"],
    "GET /api/trunk/{owner}/{repo}/{branch}": [`/api/trunk/${repo}/main`],
    "GET /api/repo_config/{owner}/{repo}": [`/api/repo_config/${repo}`],
    "GET /api/locate/{owner}/{repo}/{branch}": [`/api/locate/${repo}/main?sha=${story.tip_prefix}`],
    "GET /api/sha/{owner}/{repo}/{prefix}": [`/api/sha/${repo}/${story.tip_prefix}`],
    "GET /api/{owner}/{repo}/commit/{sha}": [`/api/${repo}/commit/${tip}`],
    "GET /api/{owner}/{repo}/pull/{number}": [`/api/${repo}/pull/${story.pull}`],
    "GET /api/{owner}/{repo}/badge.svg": [`/api/${repo}/badge.svg`],
    "GET /api/repos": ["/api/repos"],
    "GET /api/freshness": [`/api/freshness?repo=${repo}`],
    "GET /api/oot/backends": ["/api/oot/backends"],
    "GET /api/oot/registered": ["/api/oot/registered"],
    "GET /api/oot/{owner}/{repo}": [`/api/oot/${story.backend}`],
    "GET /api/oot/{owner}/{repo}/badge.svg": [`/api/oot/${story.backend}/badge.svg`],
    "GET /api/log/{owner}/{repo}/{job}": [`/api/log/${repo}/${story.broken}`],
    "PUT /api/log/{owner}/{repo}/{job}": [`/api/log/${repo}/${story.broken}`, { headers, body: "widget fault beta\n" }],
    "GET /api/last_success/{owner}/{repo}/{job}": [`/api/last_success/${repo}/${story.broken}`],
    "GET /api/rules": ["/api/rules"],
    "PUT /api/rules": ["/api/rules", sending({ name: "Passing", pattern: "passing" })],
    "DELETE /api/rules": ["/api/rules", sending({ name: "Passing" })],
    "POST /api/rules/try": ["/api/rules/try", sending({ pattern: story.rule.pattern })],
    "POST /api/rules/reclassify": ["/api/rules/reclassify", sending({ repo, limit: 1 })],
    "POST /api/job_annotation/{owner}/{repo}/{job}": [
      `/api/job_annotation/${repo}/${story.fresh}`,
      sending(annotation),
    ],
    "GET /api/setup": [`/api/setup?repo=${repo}`],
    "POST /api/setup/github-app": [
      "/api/setup/github-app",
      { headers: { ...headers, Host: "hud.example.org" }, body: "{}" },
    ],
    "GET /api/setup/github-app": ["/api/setup/github-app?code=a&state=b"],
    "GET /api/healthz": ["/api/healthz"],
    "GET /api/readyz": ["/api/readyz"],
    "GET /api/metrics": ["/api/metrics"],
    "GET /api/openapi.json": ["/api/openapi.json"],
    ...Object.fromEntries([...saved_queries.keys()].map((name) => [`GET /api/clickhouse/${name}`, [queryPath(name)]])),
  };
}

const general = parameterValues({
  ...{ repo, sha: tip, shas: [tip], backend: story.backend, prefix: story.prefix, capture: "beta" },
  ...{ job_id: story.broken, job_ids: [story.fresh], job_names: ["broken"], name: "CI / broken", days: 30 },
  ...{ base: story.before, q: "fault", pattern: story.rule.pattern, upstreams: [repo], prs: [story.pull] },
});

const of_backend = { repo: story.backend };
const of_test = {
  name: "test_fetch",
  names: ["test_fetch"],
  classname: "",
  classnames: ["tests.test_net"],
  q: "fetch",
};
/** Where a name means something else than elsewhere. */
const own: Readonly<Record<string, Record<string, unknown>>> = {
  ...Object.fromEntries(
    ["activity", "backend_dashboard", "backend_failures", "backend_jobs", "backend_subjects"]
      .concat(["job_trend", "recent_pulls", "summary", "trend"])
      .map((name) => [`oot_${name}`, of_backend]),
  ),
  ...Object.fromEntries(["history", "search", "strips", "trend"].map((name) => [`test_${name}`, of_test])),
  test_failure_clusters: { ...of_test, name: "test_get" },
  last_successes: { name: "broken", workflow: "CI" },
  log_line_counts: { job_ids: [story.broken] },
  provider_jobs: { name: "" },
  rule_catches: { name: story.rule.name },
  trunk_starts: { workflows: ["no-such.yml"] },
};

/** A saved query's address, with parameters of which it has something to answer. */
export function queryPath(name: string): string {
  const values: Record<string, unknown> = { ...general, until: new Date().toISOString(), ...own[name] };
  const names = Object.keys(saved_queries.get(name)?.params.shape ?? {}).filter((known) => known in values);
  const parameters = Object.fromEntries(names.map((known) => [known, values[known]]));
  return `/api/clickhouse/${name}?parameters=${encodeURIComponent(JSON.stringify(parameters))}`;
}
