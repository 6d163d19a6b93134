/** What has been read of a branch's grid so far, as one sheet: one set of columns, and every commit once. */
import type { GridCommit } from "lib/model/grid";
import type { GridPage } from "lib/model/grid_page";
import type { Provider } from "lib/model/provider";

export interface GridSheet {
  /** Newest first. */
  commits: readonly GridCommit[];
  /** Sorted. */
  jobNames: readonly string[];
  /** Who ran each of them. */
  providers: readonly Provider[];
  /** For each commit one letter for each job name. */
  letters: readonly string[];
}

/** What of a page is a sheet. */
export type SheetPage = Pick<GridPage, "commits" | "jobNames" | "providers" | "letters">;

export const empty_sheet: GridSheet = { commits: [], jobNames: [], providers: [], letters: [] };

/**
 * The newest page read again. Older commits stay as they are; newer ones than the page's last that it does not have are
 * gone from the branch. A page that has none of the known commits leaves a gap: what is older is forgotten.
 */
export function withNewest(known: GridSheet, fresh: SheetPage): GridSheet {
  const shas = new Set(fresh.commits.map(({ sha }) => sha));
  const last = known.commits.findLastIndex(({ sha }) => shas.has(sha));
  const kept = last < 0 ? 0 : known.commits.length - last - 1;
  // Without older commits the page is all there is, and columns that it lacks are gone.
  if (kept === 0) return steady(known, fresh);
  const { names, own, others } = columnsOf(known, fresh);
  return {
    ...names,
    commits: [...fresh.commits, ...known.commits.slice(last + 1)],
    letters: [...fresh.letters.map(others), ...known.letters.slice(last + 1).map(own)],
  };
}

/** An older page. A commit that newer ones have pushed onto it meanwhile is in both. */
export function withOlder(known: GridSheet, older: SheetPage): GridSheet {
  const shas = new Set(known.commits.map(({ sha }) => sha));
  const { names, own, others } = columnsOf(known, older);
  const added = [...older.commits.keys()].filter((row) => !shas.has(older.commits[row]?.sha ?? ""));
  return {
    ...names,
    commits: [...known.commits, ...added.flatMap((row) => older.commits[row] ?? [])],
    letters: [...known.letters.map(own), ...added.map((row) => others(older.letters[row] ?? ""))],
  };
}

/** Some commits read again, wherever they are; those that the sheet does not have are passed over. */
export function withRows(known: GridSheet, fresh: SheetPage): GridSheet {
  const rows = new Map(fresh.commits.map(({ sha }, row) => [sha, row]));
  const { names, own, others } = columnsOf(known, fresh);
  return {
    ...names,
    commits: known.commits.map((commit) => fresh.commits[rows.get(commit.sha) ?? -1] ?? commit),
    letters: known.letters.map((letters, row) => {
      const again = fresh.letters[rows.get(known.commits[row]?.sha ?? "") ?? -1];
      return again === undefined ? own(letters) : others(again);
    }),
  };
}

/** Pages, newer ones first, as one sheet. */
export const joinPages = (pages: readonly SheetPage[]): GridSheet => pages.reduce<GridSheet>(withOlder, empty_sheet);

/** Names that have not changed stay the same list, so that what is worked out from them stays too. */
function steady(known: GridSheet, fresh: SheetPage): GridSheet {
  const { commits, jobNames, providers, letters } = fresh;
  const same =
    jobNames.length === known.jobNames.length && jobNames.every((name, index) => name === known.jobNames[index]);
  return same ? { ...known, commits, letters } : { commits, jobNames, providers, letters };
}

type Spread = (letters: string) => string;

/** The columns of both, and how letters in the order of either become letters in the order of both. */
function columnsOf(
  known: GridSheet,
  fresh: SheetPage,
): { names: Pick<GridSheet, "jobNames" | "providers">; own: Spread; others: Spread } {
  const all = new Map(known.jobNames.map((name, index) => [name, known.providers[index] ?? "github"]));
  for (const [index, name] of fresh.jobNames.entries()) {
    if (!all.has(name)) all.set(name, fresh.providers[index] ?? "github");
  }
  const grown = all.size > known.jobNames.length;
  const jobNames = grown ? [...all.keys()].sort() : known.jobNames;
  const providers = grown ? jobNames.map((name) => all.get(name) ?? "github") : known.providers;
  return {
    names: { jobNames, providers },
    own: grown ? spreader(known.jobNames, jobNames) : (letters) => letters,
    others: spreader(fresh.jobNames, jobNames),
  };
}

function spreader(some: readonly string[], all: readonly string[]): Spread {
  // Some are never others than all.
  if (some.length === all.length) return (letters) => letters;
  const place = new Map(some.map((name, index) => [name, index]));
  const from = all.map((name) => place.get(name) ?? -1);
  return (letters) => from.map((index) => letters[index] ?? " ").join("");
}
