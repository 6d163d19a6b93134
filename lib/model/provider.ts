/** Who ran something: GitHub Actions, another CI system, or somebody who reports on a commit. */

export const providers = ["github", "circleci", "check", "oot"] as const;
export type Provider = (typeof providers)[number];

export const provider_labels: Record<Provider, string> = {
  github: "GitHub Actions",
  circleci: "CircleCI",
  check: "External check",
  oot: "Out of tree",
};

/** What the grid may be asked to show or to hide; whatever is a repository's own CI always shows. */
export const optional_providers = ["check", "oot"] as const;
export type OptionalProvider = (typeof optional_providers)[number];

/** By what a CI system that we hear from directly is known when it reports to GitHub as well. */
const reporters: readonly { provider: Provider; is: (app: string, name: string) => boolean }[] = [
  {
    provider: "circleci",
    is: (app, name) => app === "circleci-checks" || (app === "status" && name.startsWith("ci/circleci: ")),
  },
];

/** The provider whose own jobs say the same as this check, and more; null for a check that stands for itself. */
export function reportedBy(app: string, name: string): Provider | null {
  return reporters.find(({ is }) => is(app, name))?.provider ?? null;
}
