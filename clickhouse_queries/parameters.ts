/** Parameter types that several queries share. */
import { RepoName, Sha } from "lib/model/fields";
import { count } from "lib/model/saved_query";
import { z } from "zod";

export const Repo = RepoName;
export const Branch = z.string().min(1).max(1_000);
export const CommitSha = Sha;
export const Days = count({ min: 1, max: 365 });
/** An empty name means: whichever branch. */
export const BranchOrAll = z.string().max(1_000).default("");
/** "<workflow> / <job>", whole. */
export const JobFullName = z.string().min(1).max(2_100);
/** An empty name means: the repository's default branch. */
export const BranchOrDefault = z.string().max(1_000).default("");
