/** GET /api/oot/<org>/<repo>/badge.svg — the pass rate of an out-of-tree backend's pull request jobs over seven days. */
import { ootSummary } from "clickhouse_queries/oot_summary/query";
import { ask } from "lib/server/ask";
import { badge } from "lib/server/oot_badge";
import { repoOf } from "lib/server/path_parameters";
import { route } from "lib/server/route";

export const config = { api: { bodyParser: false } };

/** Pages show it from other origins' caches: five minutes old is fresh enough. */
const cache_control = "public, max-age=300, stale-while-revalidate=3600";

export default route("/api/oot/badge", {
  GET: async (request, response, services) => {
    const repo = repoOf(request);
    const [row] = await ask(services, ootSummary, { repo, days: 7 });
    const evidence = row ? row.successes + row.failures + row.timed_out : 0;
    response.setHeader("Content-Type", "image/svg+xml; charset=utf-8");
    response.setHeader("Cache-Control", cache_control);
    response.status(200).send(badge(repo, { pass_rate: row?.pass_rate ?? null, total: evidence }));
    return undefined;
  },
});
