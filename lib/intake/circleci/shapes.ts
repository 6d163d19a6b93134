/**
 * CircleCI's webhook payloads as closed types of our own.
 * @see https://circleci.com/docs/reference/outbound-webhooks-reference/
 */
import { HeardMoment, Id, Link, Name, OptionalName, OptionalText, Sha } from "lib/model/fields";
import { z } from "zod";

/** CircleCI writes "" where it knows nothing. */
const Given = OptionalName.transform((text) => text || null);
const GivenText = OptionalText.transform((text) => text || null);
const Revision = z
  .union([Sha, z.literal("")])
  .nullish()
  .transform((sha) => sha || null);
/** Parameters are whatever the trigger put there. */
const GivenSha = Revision.catch(null);
const OptionalCount = Id.nullish().transform((number) => number ?? null);

/** Part of a record's key: identifiers are UUIDs, slugs are made of names that repositories may have. */
const KeyPart = z.string().regex(/^[\x21-\x7e]{1,400}$/, "must be 1 to 400 printable characters without spaces");

export const Project = z.object({ slug: KeyPart });
export type Project = z.infer<typeof Project>;

const Person = z.object({ name: Given }).nullish();

/** GitHub's OAuth app, and Bitbucket Cloud. */
const Vcs = z.object({
  provider_name: Given,
  origin_repository_url: Given,
  target_repository_url: Given,
  revision: Revision,
  branch: Given,
  tag: Given,
  commit: z
    .object({
      subject: GivenText,
      body: GivenText,
      author: Person,
      authored_at: HeardMoment,
      committed_at: HeardMoment,
    })
    .nullish(),
});

/** GitLab, GitHub's App and Bitbucket Data Center: the same things under several names, all of them text. */
const Parameters = z.object({
  repo_url: Given,
  web_url: Given,
  checkout_url: Given,
  owner: Given,
  repo_owner: Given,
  repo_name: Given,
  checkout_sha: GivenSha,
  commit_sha: GivenSha,
  branch: Given,
  tag: Given,
  ref: Given,
  full_ref: Given,
  default_branch: Given,
  commit_title: GivenText,
  commit_message: GivenText,
  commit_author_name: Given,
  commit_timestamp: HeardMoment,
});
export type Parameters = z.infer<typeof Parameters>;

/** In the order in which they are asked: the first that knows something has the word. */
export const parameter_sets = ["github_app", "git", "gitlab", "bitbucket"] as const;

export const Pipeline = z.object({
  id: Given,
  number: OptionalCount,
  created_at: HeardMoment,
  trigger: z.object({ type: Given }).nullish(),
  trigger_parameters: z
    .object({
      github_app: Parameters.nullish(),
      git: Parameters.nullish(),
      gitlab: Parameters.nullish(),
      bitbucket: Parameters.nullish(),
    })
    .nullish(),
  vcs: Vcs.nullish(),
});
export type Pipeline = z.infer<typeof Pipeline>;

const Common = z.object({ happened_at: HeardMoment, project: Project, pipeline: Pipeline });

const Workflow = z.object({
  id: KeyPart,
  name: Name,
  created_at: HeardMoment,
  stopped_at: HeardMoment,
  url: Link,
});

/** CircleCI's words are its own, and it may invent more. */
const Status = z.string().min(1).max(100);

export const WorkflowCompleted = Common.extend({ workflow: Workflow.extend({ status: Status }) });
export const JobCompleted = Common.extend({
  workflow: Workflow,
  job: z.object({
    id: KeyPart,
    name: Name,
    number: OptionalCount,
    status: Status,
    started_at: HeardMoment,
    stopped_at: HeardMoment,
  }),
});
