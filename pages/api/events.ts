/** GET /api/events?repo=&branch=&last_event_id= — server-sent events: one small message per change that a page shows. */
import { lastEventId } from "lib/model/live_event";
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
    // A page that was hidden opens a stream of its own accord, and a browser then sends no header.
    const last_id = lastEventId(request.headers["last-event-id"] ?? optionalQueryText(request, "last_event_id"));
    await streamEvents(services, { repo: repo.data, branch, last_id }, request, response);
  },
});
