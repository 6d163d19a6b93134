/** Where the address says the reader is. */
import { plainNumber } from "lib/model/plain_number";

export interface Place {
  /** "owner/repo" */
  repo: string | null;
  /** What of the repository: a branch, a commit, a pull request; or a page's own name. */
  what: string | null;
}

type Query = Record<string, string | string[] | undefined>;

export const word = (query: Query, name: string): string | null => {
  const value = query[name];
  return typeof value === "string" && value !== "" ? value : null;
};

/** A catch-all segment as one name, slashes and all. */
export const words = (query: Query, name: string): string | null => {
  const value = query[name];
  return Array.isArray(value) ? value.join("/") : word(query, name);
};

/** A whole number of the query string, or null for none and for anything else. */
export const whole = (query: Query, name: string, { min, max }: { min: number; max: number }): number | null => {
  const value = word(query, name);
  if (value === null) return null;
  const number = plainNumber(value);
  return number >= min && number <= max ? number : null;
};

/** From the router's query: the names of pages' dynamic segments. */
export function placeOf(query: Query): Place {
  const owner = word(query, "owner");
  const name = word(query, "repo");
  // Pages that are about any repository have it in their query string.
  if (owner === null && name !== null && /^[^/]+\/[^/]+$/.test(name)) return { repo: name, what: null };
  if (owner === null || name === null) return { repo: null, what: null };
  const number = word(query, "number");
  const job = word(query, "job_id");
  if (job !== null) return { repo: `${owner}/${name}`, what: `job ${job}` };
  const what = number === null ? (words(query, "branch") ?? word(query, "sha")?.slice(0, 7) ?? null) : `#${number}`;
  return { repo: `${owner}/${name}`, what };
}
