/** What the operator says of repositories: how their columns are grouped, which jobs do not count, what a sev is called. */
import { RepoName } from "lib/model/fields";
import { z } from "zod";

/** GET /api/repo_config/<owner>/<repo>. Every pattern is a regular expression over a column's whole name, case ignored. */
export interface RepoConfig {
  /** The first whose pattern matches a column's name is the column's group; without a match it is grouped by its name. */
  groups: { name: string; pattern: string }[];
  /** Columns whose failures are their own: shown, but no part of the branch's state. */
  unstable: string[];
  /** An open issue with one of these labels, case ignored, is a sev. */
  sev_label: string[];
  /** Columns that are not shown until they are asked for. */
  hidden_by_default: string[];
}

const pattern_length_max = 300;
const groups_max = 300;
const patterns_max = 100;
const labels_max = 10;

/** The one way in which a pattern is read, in the browser as here. */
export const columnPattern = (pattern: string): RegExp => new RegExp(pattern, "iu");

/** Whether any of the patterns matches; patterns are those of a RepoConfig, and so are known to be well formed. */
export function matcher(patterns: readonly string[]): (name: string) => boolean {
  const compiled = patterns.map(columnPattern);
  return (name) => compiled.some((pattern) => pattern.test(name));
}

const Pattern = z
  .string()
  .min(1)
  .max(pattern_length_max)
  .superRefine((pattern, context) => {
    try {
      columnPattern(pattern);
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : "";
      context.addIssue({ code: "custom", message: `is no regular expression: ${why}` });
    }
  });
const Label = z.string().trim().min(1).max(100);

const Entry = z.strictObject({
  groups: z
    .array(z.strictObject({ name: z.string().trim().min(1).max(100), pattern: Pattern }))
    .max(groups_max)
    .refine((groups) => new Set(groups.map(({ name }) => name)).size === groups.length, "names a group twice")
    .optional(),
  unstable: z.array(Pattern).max(patterns_max).optional(),
  sev_label: z
    .union(
      [Label.transform((label) => [label]), z.array(Label).max(labels_max)],
      "must be a label, or a list of at most 10",
    )
    .optional(),
  hidden_by_default: z.array(Pattern).max(patterns_max).optional(),
});

/** "owner/repo", "owner/*" for whatever an owner has, or "*" for every repository. */
const RepoPattern = z.union(
  [RepoName, z.string().regex(/^[A-Za-z0-9_.-]{1,100}\/\*$/), z.literal("*")],
  'must be "owner/repo", "owner/*" or "*"',
);

/** The file: what is said of which repositories. */
export const RepoConfigFile = z.preprocess(
  (document) => document ?? {},
  z.strictObject({ repos: z.record(RepoPattern, Entry).nullish() }),
);
export type RepoConfigFile = z.infer<typeof RepoConfigFile>;

const defaults: RepoConfig = { groups: [], unstable: [], sev_label: ["ci: sev", "sev"], hidden_by_default: [] };

/** Of each setting, the most particular word counts: the repository's own, then its owner's, then everybody's. */
export function repoConfig({ repos }: RepoConfigFile, repo: string): RepoConfig {
  const owner = repo.split("/")[0] ?? "";
  return { ...defaults, ...repos?.["*"], ...repos?.[`${owner}/*`], ...repos?.[repo] };
}
