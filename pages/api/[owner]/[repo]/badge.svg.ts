/** GET /api/<owner>/<repo>/badge.svg?branch= — how a branch, or the default branch, is doing, as a small picture. */
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { branchBadge } from "lib/server/branch_badge";
import { repoOf } from "lib/server/path_parameters";
import { optionalQueryText, route } from "lib/server/route";
import type { Services } from "lib/server/services";
import { branchState } from "lib/server/trunk";

export const config = { api: { bodyParser: false } };

/** READMEs show it through other people's caches: a minute old is fresh enough, and unchanged it is not sent again. */
const cache_control = "public, max-age=60, stale-while-revalidate=600";

export default route("/api/badge", {
  GET: async (request, response, services) => {
    const repo = repoOf(request);
    const branch = optionalQueryText(request, "branch") ?? (await defaultBranch(services, repo));
    const svg = branchBadge(repo, await branchState(services, repo, branch));
    response.setHeader("Content-Type", "image/svg+xml; charset=utf-8");
    response.setHeader("Cache-Control", cache_control);
    response.status(200).send(svg); // Next.js adds the ETag, and answers 304 to who has it.
    return undefined;
  },
});

async function defaultBranch(services: Services, repo: string): Promise<string> {
  const [branch] = await ask(services, repoBranches, { repo, limit: 1 });
  if (!branch) throw new ApiError(404, `Nothing has been heard of ${repo}`);
  return branch.name;
}
