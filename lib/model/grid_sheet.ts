/** Pages of the grid as one sheet, however many have been scrolled to: one set of columns, and every commit once. */
import type { GridCommit } from "lib/model/grid";
import type { GridPage } from "lib/model/grid_page";

export interface GridSheet {
  /** Newest first. */
  commits: readonly GridCommit[];
  /** Sorted. */
  jobNames: readonly string[];
  /** For each commit one letter for each job name. */
  letters: readonly string[];
}

const nothing: GridSheet = { commits: [], jobNames: [], letters: [] };

/** Newer pages first. A commit that has moved to the next page while that was loaded is in both: the first one counts. */
export function joinPages(pages: readonly GridPage[]): GridSheet {
  const [first, ...rest] = pages;
  if (first === undefined) return nothing;
  if (rest.length === 0) return first;
  const jobNames = [...new Set(pages.flatMap((page) => page.jobNames))].sort();
  const commits: GridCommit[] = [];
  const letters: string[] = [];
  const seen = new Set<string>();
  for (const page of pages) {
    const spread = spreader(page.jobNames, jobNames);
    for (const [index, commit] of page.commits.entries()) {
      if (seen.has(commit.sha)) continue;
      seen.add(commit.sha);
      commits.push(commit);
      letters.push(spread(page.letters[index] ?? ""));
    }
  }
  return { commits, jobNames, letters };
}

/** Letters in the order of some names, in the order of more. */
function spreader(some: readonly string[], all: readonly string[]): (letters: string) => string {
  if (some.length === all.length) return (letters) => letters;
  const place = new Map(some.map((name, index) => [name, index]));
  const from = all.map((name) => place.get(name) ?? -1);
  return (letters) => from.map((index) => letters[index] ?? " ").join("");
}
