/** Path and query parameters that several routes take. */
import { RepoName, Sha } from "lib/model/fields";
import { plainNumber } from "lib/model/plain_number";
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
  const value = plainNumber(text);
  if (!(value >= min && value <= max)) throw new ApiError(400, `${name}: must be a whole number from ${min} to ${max}`);
  return value;
}

const part_length_max = 200;

/** What a text must contain; undefined when it is not given, or empty. @throws ApiError 400 when it is too long */
export function partOf(request: NextApiRequest, name: string): string | undefined {
  const value = request.query[name];
  if (value === undefined || value === "") return undefined;
  const text = queryText(request, name);
  if (text.length > part_length_max) throw new ApiError(400, `${name}: must be at most ${part_length_max} characters`);
  return text;
}

const shas_max = 50;

/** Commits of a query, by their full hashes; undefined when none is given. @throws ApiError 400 */
export function shasOf(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const shas = [...new Set(text.toLowerCase().split(","))];
  if (shas.length > shas_max) throw new ApiError(400, `shas: must be at most ${shas_max}`);
  if (!shas.every((sha) => Sha.safeParse(sha).success)) throw new ApiError(400, "shas: must be full commit hashes");
  return shas;
}

/** <job id> of /…/<job id>; an id that no job can have is one that we do not know. */
export function jobIdOf(request: NextApiRequest): number {
  const id = plainNumber(queryText(request, "job"));
  if (!(id >= 0)) throw new ApiError(404, "There is no job of that id");
  return id;
}
