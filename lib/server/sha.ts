/**
 * Commits by the beginning of their hash, and where on a branch they are. A page that takes a short hash in its
 * address redirects to the whole one, as pages/[owner]/[repo]/commit does with `fullShaOrNull`.
 */
import { branchPlace } from "clickhouse_queries/branch_place/query";
import { shasByPrefix } from "clickhouse_queries/shas_by_prefix/query";
import { RepoName, Sha } from "lib/model/fields";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { requireBranch } from "lib/server/hud";
import { type Services, services } from "lib/server/services";

const prefix_min = 4;
const named_max = 5;

/**
 * A whole hash is given back as it is, without a look whether there is such a commit.
 * @throws ApiError 404 when no commit begins so, or the text is no hash; 409, naming them, when several do.
 */
export async function fullSha(services: Services, repo: string, text: string): Promise<string> {
  const prefix = text.toLowerCase();
  if (Sha.safeParse(prefix).success) return prefix;
  requirePrefix(prefix);
  return theOne(
    repo,
    prefix,
    (await ask(services, shasByPrefix, { repo, prefix })).map(({ sha }) => sha),
  );
}

/** For pages: null when there is no such commit, not just one, or nobody who could tell. Never throws. */
export async function fullShaOrNull(repo: string, text: string): Promise<string | null> {
  if (!RepoName.safeParse(repo).success) return null;
  const known = services();
  try {
    return await fullSha(known, repo, text);
  } catch (error) {
    if (!(error instanceof ApiError)) known.log.warn({ err: error, repo }, "Cannot look up a commit's whole hash");
    return null;
  }
}

export interface BranchPlace {
  sha: string;
  /** From 0, as in the grid's address. */
  page: number;
  /** On the page, from 0. */
  row: number;
}

/** @throws ApiError 404 when the branch has no commit that begins so, or is unknown; 409 when it has several. */
export async function locate(
  services: Services,
  { repo, branch, text, per_page }: { repo: string; branch: string; text: string; per_page: number },
): Promise<BranchPlace> {
  const prefix = text.toLowerCase();
  requirePrefix(prefix);
  const places = await ask(services, branchPlace, { repo, branch, prefix });
  if (places.length === 0) await requireBranch(services, repo, branch);
  const sha = theOne(
    `branch ${branch} of ${repo}`,
    prefix,
    places.map((place) => place.sha),
  );
  const newer = places.find((place) => place.sha === sha)?.newer ?? 0;
  return { sha, page: Math.floor(newer / per_page), row: newer % per_page };
}

function requirePrefix(prefix: string): void {
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) {
    throw new ApiError(404, `There is no commit of that name: give at least ${prefix_min} digits of its hash`);
  }
}

function theOne(where: string, prefix: string, found: readonly string[]): string {
  const [sha, ...others] = found;
  if (sha === undefined) throw new ApiError(404, `No commit that begins with ${prefix} has been heard of in ${where}`);
  if (others.length === 0 || sha === prefix) return sha;
  const named = found.slice(0, named_max).join(", ");
  const more = found.length > named_max ? " and more" : "";
  throw new ApiError(409, `${prefix} may be any of several commits in ${where}: ${named}${more}`);
}
