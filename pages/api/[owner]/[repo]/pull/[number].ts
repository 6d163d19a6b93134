/** GET /api/<owner>/<repo>/pull/<number>?sha= — one pull request and the jobs of one of its heads. */
import { ApiError } from "lib/server/api_error";
import { repoOf } from "lib/server/path_parameters";
import { pullPage } from "lib/server/pull_page";
import { optionalQueryText, queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false, responseLimit: false } };

export default route("/api/pull", {
  GET: (request, _response, services) => {
    const number = queryText(request, "number");
    if (!/^[1-9]\d{0,8}$/.test(number)) throw new ApiError(404, "There is no pull request of that number");
    const sha = optionalQueryText(request, "sha");
    return pullPage(services, repoOf(request), Number(number), sha === undefined ? undefined : headOf(sha));
  },
});

/** The beginning of a head's hash will do: a pull request has few. */
function headOf(text: string): string {
  const sha = text.toLowerCase();
  if (!/^[0-9a-f]{4,64}$/.test(sha))
    throw new ApiError(404, "There is no commit of that name: give 4 digits of its hash or more");
  return sha;
}
