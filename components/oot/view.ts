/** What the pages about out-of-tree backends show, as their address says it; nonsense in the address is the default. */
import { whole, word } from "components/frame/place";
import { oot_periods, oot_scopes, type OotScope, period_default } from "lib/model/oot";

type Query = Record<string, string | string[] | undefined>;

export interface PeriodView {
  days: number;
  scope: OotScope;
  /** "" = every upstream. */
  upstream: string;
}

export interface BackendView extends PeriodView {
  job: string;
  conclusion: string;
  /** 0 = every pull request. */
  pr: number;
  page: number;
}

export function periodView(query: Query): PeriodView {
  const days = whole(query, "days", { min: 1, max: 90 });
  const scope = word(query, "scope");
  return {
    days: oot_periods.find((period) => period === days) ?? period_default,
    scope: oot_scopes.find((known) => known === scope) ?? "pull_request",
    upstream: word(query, "upstream") ?? "",
  };
}

export function backendView(query: Query): BackendView {
  return {
    ...periodView(query),
    job: word(query, "job") ?? "",
    conclusion: word(query, "conclusion") ?? "",
    pr: whole(query, "pr", { min: 0, max: 999_999_999 }) ?? 0,
    page: whole(query, "page", { min: 0, max: 1_000_000 }) ?? 0,
  };
}

/** Without what is the default anyway: short addresses, and one address for one view. */
export function withoutDefaults<View extends Partial<BackendView>>(view: View): Record<string, string | number> {
  const defaults: Partial<BackendView> = { days: period_default, scope: "pull_request", pr: 0, page: 0 };
  return Object.fromEntries(
    Object.entries(view).filter(
      ([name, value]) => value !== "" && value !== undefined && value !== defaults[name as keyof BackendView],
    ),
  ) as Record<string, string | number>; // What is left is text and numbers.
}
