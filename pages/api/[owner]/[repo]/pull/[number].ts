/** GET /api/<owner>/<repo>/pull/<number>?sha= — one pull request and the jobs of one of its heads. */
import { pullPage } from "lib/server/commit_page";
import { ApiError } from "lib/server/api_error";
import { repoOf, shaOf } from "lib/server/path_parameters";
import { optionalQueryText, queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false, responseLimit: false } };

export default route("/api/pull", {
  GET: (request, _response, services) => {
    const number = queryText(request, "number");
    if (!/^[1-9]\d{0,8}$/.test(number)) throw new ApiError(404, "There is no pull request of that number");
    const sha = optionalQueryText(request, "sha");
    return pullPage(services, repoOf(request), Number(number), sha === undefined ? undefined : shaOf(sha));
  },
});
