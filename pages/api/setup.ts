/** GET /api/setup?repo= — where to send what, where secrets are kept, and what a repository has sent; never a secret. */
import { RepoName } from "lib/model/fields";
import { originOf } from "lib/server/origin";
import { optionalQueryText, route } from "lib/server/route";
import { setupOf } from "lib/server/setup";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/setup", {
  GET: (request, _response, services) => {
    const repo = optionalQueryText(request, "repo");
    return setupOf(services, originOf(request, services.config), repo === undefined ? null : RepoName.parse(repo));
  },
});
