/** Parameter types that several queries share. */
import { RepoName, Sha } from "lib/model/fields";
import { providers } from "lib/model/provider";
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
/** The beginning of a commit's hash: four digits are the fewest that Git itself takes. */
export const ShaPrefix = z.string().regex(/^[0-9a-f]{4,64}$/, "must be 4 to 64 hexadecimal digits");
/** What a text must contain, case ignored; empty: anything. */
export const PartOfText = z.string().max(200).default("");
/** Whoever runs something elsewhere than in GitHub Actions. */
export const OtherProvider = z.enum(providers).exclude(["github"]);
/** All of them when none is named. */
export const OtherProviders = z
  .array(OtherProvider)
  .max(10)
  .default([...OtherProvider.options]);
