/** What the pages about tests show, as their address says it; nonsense in the address is the default. */
import { whole, word } from "components/frame/place";

type Query = Record<string, string | string[] | undefined>;

const repo_name = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;

export const periods = [7, 30, 90] as const;

export interface TestsView {
  repo: string | null;
  days: number;
  /** Words to find; "" = all. */
  q: string;
  /** "" = every branch, or the default one: the page says which. */
  branch: string;
}

export function testsView(query: Query, { days: normal }: { days: number }): TestsView {
  const repo = word(query, "repo") ?? "";
  const days = whole(query, "days", { min: 1, max: 365 });
  return {
    repo: repo_name.test(repo) ? repo : null,
    days: periods.find((period) => period === days) ?? normal,
    q: (word(query, "q") ?? "").slice(0, 500),
    branch: (word(query, "branch") ?? "").slice(0, 1_000),
  };
}
