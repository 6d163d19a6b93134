/** Path and query parameters that several routes take. */
import { RepoName, Sha } from "lib/model/fields";
import { ApiError } from "lib/server/api_error";
import { queryText } from "lib/server/route";
import type { NextApiRequest } from "next";

/** "owner/repo" from /…/<owner>/<repo>/…; a name that no repository can have is one that we do not know. */
export function repoOf(request: NextApiRequest): string {
  const name = RepoName.safeParse(`${queryText(request, "owner")}/${queryText(request, "repo")}`);
  if (!name.success) throw new ApiError(404, "There is no repository of that name");
  return name.data;
}

export function shaOf(text: string): string {
  const sha = Sha.safeParse(text.toLowerCase());
  if (!sha.success) throw new ApiError(404, "There is no commit of that name: give its full hash");
  return sha.data;
}

/** A whole number within bounds. @throws ApiError 400 naming it */
export function countOf(text: string, name: string, { min, max }: { min: number; max: number }): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max)) throw new ApiError(400, `${name}: must be a whole number from ${min} to ${max}`);
  return value;
}
