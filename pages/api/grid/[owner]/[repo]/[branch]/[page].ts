/**
 * GET /api/grid/<owner>/<repo>/<branch>/<page>?per_page=50&author=&message=&show=check,oot&hide=&shas= — the grid as its
 * page draws it: one letter a cell.
 */
import { gridPage } from "lib/server/grid_page";
import { countOf, partOf, repoOf, shasOf } from "lib/server/path_parameters";
import { wishOf } from "lib/server/provider_columns";
import { optionalQueryText, queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/grid", {
  GET: (request, _response, services) =>
    gridPage(services, {
      repo: repoOf(request),
      branch: queryText(request, "branch"),
      page: countOf(queryText(request, "page"), "page", { min: 0, max: 100_000 }),
      per_page: countOf(optionalQueryText(request, "per_page") ?? "50", "per_page", { min: 1, max: 100 }),
      author: partOf(request, "author"),
      message: partOf(request, "message"),
      shas: shasOf(optionalQueryText(request, "shas")),
      show: wishOf(optionalQueryText(request, "show"), "show"),
      hide: wishOf(optionalQueryText(request, "hide"), "hide"),
    }),
});
