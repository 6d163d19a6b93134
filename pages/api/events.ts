/** GET /api/events?repo=&branch= — server-sent events: one small message per change that a page shows. */
import { RepoName } from "lib/model/fields";
import { ApiError } from "lib/server/api_error";
import { streamEvents } from "lib/server/events_stream";
import { optionalQueryText, queryText, route } from "lib/server/route";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/events", {
  GET: async (request, response, services) => {
    const repo = RepoName.safeParse(queryText(request, "repo"));
    if (!repo.success) throw new ApiError(400, "repo: must look like owner/repo");
    const branch = optionalQueryText(request, "branch") ?? null;
    if (branch !== null && branch.length > 1_000) throw new ApiError(400, "branch: must be 1,000 characters at most");
    await streamEvents(services, { repo: repo.data, branch }, request, response);
  },
});
