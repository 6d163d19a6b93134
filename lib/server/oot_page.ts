/** What the page of one out-of-tree backend must know before it is sent: whether there is such a backend. */
import { RepoName } from "lib/model/fields";
import { isKnownBackend } from "lib/server/oot_backend";
import { services } from "lib/server/services";

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
