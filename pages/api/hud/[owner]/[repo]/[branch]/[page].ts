/** GET /api/hud/<owner>/<repo>/<branch>/<page>?per_page=50&show=check,oot&hide= — the commit × job grid; pages count from 0. */
import { hudGrid } from "lib/server/hud";
import { countOf, repoOf } from "lib/server/path_parameters";
import { wishOf } from "lib/server/provider_columns";
import { optionalQueryText, queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false, responseLimit: false } }; // 100 commits × 5,000 jobs are a lot, and asked for.

export default route("/api/hud", {
  GET: (request, _response, services) =>
    hudGrid(services, {
      repo: repoOf(request),
      branch: queryText(request, "branch"),
      page: countOf(queryText(request, "page"), "page", { min: 0, max: 100_000 }),
      per_page: countOf(optionalQueryText(request, "per_page") ?? "50", "per_page", { min: 1, max: 100 }),
      show: wishOf(optionalQueryText(request, "show"), "show"),
      hide: wishOf(optionalQueryText(request, "hide"), "hide"),
    }),
});
