/** What a job's log was found to say: its size, and the line that tells why the job failed. */
import { Moment } from "lib/model/fields";
import { canonical, compareTuples, type Join } from "lib/model/join";
import { z } from "zod";

/** Lines are cut to this for the record and its rows; the log itself keeps them whole. */
export const finding_line_chars_max = 2_000;
export const finding_captures_max = 16;
export const finding_capture_chars_max = 500;
/** Lines of context before the failing one, and after it. */
export const finding_context = { before: 8, after: 4, chars_max: 500 } as const;

/** What the API says where there is none; a reason may follow, after a colon. */
export const no_log_sentence = "There is no log of this job";

export const LogFinding = z.strictObject({
  /** When the log was held against the rules: of two findings the later counts. */
  classified_at: Moment,
  /** The log's size, unpacked. */
  bytes: z.int().nonnegative(),
  lines: z.int().nonnegative(),
  /** Null: no rule matched, or the job did not fail. */
  rule: z.string().nullable(),
  line: z.string().nullable(),
  /** Counts from 1. */
  line_num: z.int().min(1).nullable(),
  /** What the rule's groups caught, or the whole match of a rule without groups. */
  captures: z.array(z.string()),
  context: z.array(z.string()),
});
export type LogFinding = z.infer<typeof LogFinding>;

/** A finding is one thing: the later wins whole, whichever message it came with. */
export const laterFinding: Join<LogFinding | null> = (a, b) => {
  if (a === null || b === null) return a ?? b;
  const order = compareTuples([a.classified_at, canonical(a)], [b.classified_at, canonical(b)]);
  return order >= 0 ? a : b;
};
