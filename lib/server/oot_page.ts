/** What pages must know of out-of-tree backends before they are sent: whether there is such a backend, or such results. */
import { ootCommitResults } from "clickhouse_queries/oot_commit_results/query";
import { ootPrResults } from "clickhouse_queries/oot_pr_results/query";
import { RepoName } from "lib/model/fields";
import { ask } from "lib/server/ask";
import { isKnownBackend, webOrigin } from "lib/server/oot_backend";
import { type Services, services } from "lib/server/services";

/** Never throws: with an engine away the page is sent all the same, and says so when its data does not come. */
export async function backendIsKnown(repo: string): Promise<boolean> {
  if (!RepoName.safeParse(repo).success) return false;
  const known = services();
  try {
    return await isKnownBackend(known, repo);
  } catch (error) {
    known.log.warn({ err: error, repo }, "Cannot tell whether the backend exists");
    return true;
  }
}

/** A commit or pull request of an upstream of which nothing but backends' results is known. */
export interface OnlyOot {
  /** Where the rest of it can be read. */
  github_url: string;
}

/** Null when no backend has reported on it either. */
export async function onlyOot(
  known: Services,
  { repo, sha, pull }: { repo: string; sha?: string; pull?: number },
): Promise<OnlyOot | null> {
  const told =
    sha !== undefined
      ? await ask(known, ootCommitResults, { repo, sha })
      : pull !== undefined
        ? await ask(known, ootPrResults, { repo, pr: pull })
        : [];
  if (told.length === 0) return null;
  const origin = webOrigin(known.config.github.api_url);
  return { github_url: `${origin}/${repo}/${sha !== undefined ? `commit/${sha}` : `pull/${pull}`}` };
}
