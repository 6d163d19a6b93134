/** The types that record fields are made of, and what of the outside's spelling each accepts. */
import { z } from "zod";

/** "owner/repo". GitHub allows letters, digits, "-", "_" and "."; anything else never becomes part of a key. */
export const RepoName = z
  .string()
  .max(200)
  .regex(/^(?!\.{1,2}\/)[A-Za-z0-9_.-]+\/(?!\.{1,2}$)[A-Za-z0-9_.-]+$/, "must look like owner/repo");

/** A commit's full hash: SHA-1, or SHA-256 in repositories that use it. */
export const Sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, "must be a full commit hash");

/** An identifier that GitHub counts up: positive and exactly representable. */
export const Id = z.int().nonnegative();

/** A moment as we store it: ISO 8601, UTC, milliseconds, so that text order is time order. */
export const Moment = z.iso.datetime({ precision: 3 });

const year_min = 1970;
const year_max = 2262; // What a ClickHouse DateTime64 can hold.

/** A foreign moment (ISO 8601 with any offset, or Unix seconds) as ours; null when absent or nonsense like year 1. */
export function toMoment(value: string | number | null | undefined): string | null {
  if (value === null || value === undefined || value === "") return null;
  const time = new Date(typeof value === "number" ? value * 1000 : value);
  const year = time.getUTCFullYear();
  return year >= year_min && year <= year_max ? time.toISOString() : null;
}

/** A moment as it was spelt, where that spelling is part of a record's key. */
export const MomentText = z
  .string()
  .max(64)
  .transform((text) => text.toWellFormed())
  .nullish();
export const HeardMoment = z
  .union([z.string().max(64), z.number()])
  .nullish()
  .transform(toMoment);

/** The first `max` characters of well-formed text; an emoji is never cut in half. */
export function clip(text: string, max: number): string {
  const cut = text.slice(0, max);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Text as databases can hold it: a lone surrogate would come back changed and never compare equal. */
export const Text = z.string().transform((text) => text.toWellFormed());
export const OptionalText = z
  .string()
  .nullish()
  .transform((text) => text?.toWellFormed() ?? null);

const name_max = 1_000;

/** Text that is short by nature, cut where it is not: only free text may ever make a record too large for its store. */
export const Name = Text.transform((text) => clip(text, name_max));
export const OptionalName = OptionalText.transform((text) => text && clip(text, name_max));

/** Text that becomes part of a record's key; DynamoDB's keys end at 2,048 bytes. */
export const KeyText = z
  .string()
  .min(1)
  .max(400)
  .transform((text) => text.toWellFormed());

/** A link that may be shown: http(s) only, so that no javascript: URL ever reaches a page. Anything else is dropped. */
export const Link = z
  .string()
  .nullish()
  .transform((text) => (isLink(text) ? text : null));

export function isLink(text: string | null | undefined): text is string {
  if (!text || text.length > 2_000 || !text.isWellFormed() || !/^https?:\/\//i.test(text)) return false;
  return URL.canParse(text);
}

/** Which try of a run it is; ClickHouse keeps 32 bits of it, and would wrap what does not fit. */
export const Attempt = z
  .int()
  .nonnegative()
  .max(2 ** 32 - 1);

export const OptionalId = Id.nullish().transform((id) => id ?? null);
