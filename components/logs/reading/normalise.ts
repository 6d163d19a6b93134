/** What differs between two runs of one job without meaning anything: replaced, so that lines can be compared. Pure. */

/** In place of what was there. */
const blank = "·";

/** Alternatives are tried in this order at each place; each is bounded, so that none can backtrack for long. */
const noise = new RegExp(
  [
    // Moments: 2026-01-31T12:00:00.123Z, 2026/01/31 12:00:00, 12:00:00.5, Jan 31 12:00:00
    "\\d{4}[-/]\\d\\d[-/]\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:[.,]\\d{1,9})?)?(?: ?Z|[+-]\\d\\d:?\\d\\d)?",
    "(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\\d{1,2}(?:,? \\d{4})?\\b",
    "\\b\\d{1,2}:\\d\\d(?::\\d\\d)?(?:[.,]\\d{1,9})?\\b",
    // UUIDs, hashes, addresses
    "\\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\b",
    "\\b0x[0-9a-fA-F]+\\b",
    "\\b(?=[a-f]*\\d)(?=\\d*[a-f])[0-9a-f]{7,128}\\b",
    "\\b(?:sha(?:256|384|512)[-:])[A-Za-z0-9+/=]{16,128}",
    // Durations, sizes, rates, shares
    "\\b\\d+(?:\\.\\d+)?(?:e-?\\d+)? ?(?:ns|µs|us|ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\\b(?: ?\\d+(?:\\.\\d+)?(?:ms|s|m)\\b)*",
    "\\b\\d+(?:[.,]\\d+)* ?(?:[kKMGT]i?)?(?:B|bytes)(?:/s)?\\b",
    "\\b\\d+(?:\\.\\d+)?%",
    // Temporary places
    "/(?:private/)?(?:tmp|var/folders|var/tmp)/[\\w.+@/-]{1,300}",
    "[A-Z]:\\\\(?:[^\\\\\\s]{1,100}\\\\){1,8}Temp\\\\[^\\s\"']{1,300}",
    "\\b_temp/[\\w.-]{1,200}",
    // IP addresses with ports, and long numbers: ids of processes, ports, runs
    "\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d{1,5})?\\b",
    "\\b\\d{4,}\\b",
  ].join("|"),
  "g",
);

/** A line longer than this is data, of which the beginning tells enough. */
const compared_chars = 2_000;

export const normalise = (text: string): string =>
  text.slice(0, compared_chars).replace(noise, blank).replace(/\s+/g, " ").trim();
