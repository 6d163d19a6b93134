/** GET /api/freshness?repo= — per stage: last event received, recorded, replicated; lag; parked records. */
import { RepoName } from "lib/model/fields";
import { freshness } from "lib/server/freshness";
import { optionalQueryText, route } from "lib/server/route";
import { ApiError } from "lib/server/api_error";

export const config = { api: { bodyParser: false } }; // A body sent here is none of ours.

export default route("/api/freshness", {
  GET: async (request, _response, services) => {
    const text = optionalQueryText(request, "repo");
    if (text === undefined) return freshness(services, null);
    const repo = RepoName.safeParse(text);
    if (!repo.success) throw new ApiError(400, "repo: must look like owner/repo");
    const answer = await freshness(services, repo.data);
    const stages = [answer.received, answer.recorded, answer.replicated];
    if (stages.every(({ last }) => last === null))
      throw new ApiError(404, `Nothing has been heard from ${repo.data} yet`);
    return answer;
  },
});
