/** The parts of GitHub's webhook payloads that several events share, as closed types of our own. */
import { Link, MomentText, Name, OptionalName, OptionalText, RepoName } from "lib/model/fields";
import { z } from "zod";

export const Repository = z.object({
  full_name: RepoName,
  html_url: Link,
  default_branch: OptionalName,
  pushed_at: z.union([MomentText, z.number()]),
  updated_at: MomentText,
});

/** A person or app; null for an account that was deleted ("ghost"). */
export const Login = z
  .object({ login: Name })
  .nullish()
  .transform((user) => user?.login ?? null);

export const LabelNames = z
  .array(z.object({ name: Name }))
  .nullish()
  .transform((labels) =>
    (labels ?? [])
      .slice(0, 200)
      .map((label) => label.name)
      .sort(),
  );

/** GitHub leaves most texts out in one event and sends null in another: both mean that there is none. */
export const Body = OptionalText;

/** The parts that decide which repository, and so which key, a record has. */
export const InRepository = z.object({ repository: Repository });
