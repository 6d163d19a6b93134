/** Which columns of the grid are shown beside GitHub Actions': other CI systems' always, checks and out-of-tree jobs as asked. */
import type { ProviderJobRow } from "clickhouse_queries/provider_jobs/query";
import { type OptionalProvider, optional_providers, providers, reportedBy } from "lib/model/provider";
import { ApiError } from "lib/server/api_error";

/** What was asked for; whatever is in neither is up to the HUD. */
export interface Wishes {
  show?: readonly OptionalProvider[];
  hide?: readonly OptionalProvider[];
}

type Other = ProviderJobRow["provider"];
const isOptional = (provider: Other): provider is OptionalProvider =>
  optional_providers.some((optional) => optional === provider);

export const other_providers = providers.filter((provider) => provider !== "github");

/** Those whose cells may be shown: checks unless they turn out to be many. */
export function wantedProviders({ show = [], hide = [] }: Wishes): Other[] {
  return other_providers.filter((provider) => {
    if (!isOptional(provider)) return true;
    return !hide.includes(provider) && (provider === "check" || show.includes(provider));
  });
}

/** Checks but for those in which a CI system that we hear from directly tells the same to GitHub. */
export function withoutTwins<Check extends { app: string; name: string }>(
  checks: readonly Check[],
  heard: readonly { provider: Other }[],
): Check[] {
  return checks.filter(({ app, name }) => {
    const twin = reportedBy(app, name);
    return twin === null || !heard.some(({ provider }) => provider === twin);
  });
}

interface Named {
  provider: Other;
  /** The app that reported it, of a check. */
  workflow: string;
  job_name: string;
}

/**
 * The rows that are shown, and how many columns are not. Checks are shown as long as they are few; those in which a CI
 * system that we hear from directly tells the same to GitHub never are.
 */
export function shownRows<Row extends Named>(
  rows: readonly Row[],
  { show = [], hide = [] }: Wishes,
  check_columns_max: number,
): { shown: Row[]; hidden: Record<OptionalProvider, number> } {
  const heard = new Set<string>(rows.map(({ provider }) => provider));
  const told = rows.filter(({ provider, workflow, job_name }) => {
    const twin = provider === "check" ? reportedBy(workflow, job_name) : null;
    return twin === null || !heard.has(twin);
  });
  const columns = (wanted: OptionalProvider): number =>
    new Set(told.flatMap((row) => (row.provider === wanted ? [`${row.workflow}\n${row.job_name}`] : []))).size;
  const hidden = { check: columns("check"), oot: columns("oot") };
  const may_show = {
    check: !hide.includes("check") && (show.includes("check") || hidden.check <= check_columns_max),
    oot: !hide.includes("oot") && show.includes("oot"),
  };
  for (const provider of optional_providers) if (may_show[provider]) hidden[provider] = 0;
  return { shown: told.filter(({ provider }) => !isOptional(provider) || may_show[provider]), hidden };
}

/** "check,oot" of an address. @throws ApiError 400 */
export function wishOf(text: string | undefined, name: string): OptionalProvider[] {
  return (text ?? "").split(",").flatMap((word) => {
    if (word === "") return [];
    const provider = optional_providers.find((optional) => optional === word);
    if (!provider) throw new ApiError(400, `${name}: must be of ${optional_providers.join(", ")}, separated by commas`);
    return [provider];
  });
}
