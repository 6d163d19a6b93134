/** The filter on the jobs' names as it is typed, and names short enough for a column's head. */

export type Filter = { matches: (name: string) => boolean; problem: null } | { matches: null; problem: string };

/** Text that occurs anywhere, in any case; or /a regular expression/, case-sensitive unless it ends in `/i`. */
export function parseFilter(text: string): Filter {
  const wanted = text.trim();
  const regex = /^\/(.+)\/([imsu]*)$/.exec(wanted);
  if (!regex) {
    const part = wanted.toLowerCase();
    return { matches: (name) => name.toLowerCase().includes(part), problem: null };
  }
  try {
    const pattern = new RegExp(regex[1] ?? "", regex[2]);
    return { matches: (name) => pattern.test(name), problem: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, "") : "";
    return { matches: null, problem: `Not a regular expression: ${reason}` };
  }
}

/** Keeps both ends: matrix jobs differ at their end, and begin with what they are. */
export function shorten(text: string, length_max: number): string {
  if (text.length <= length_max) return text;
  const head = Math.ceil((length_max - 1) * 0.45);
  return `${text.slice(0, head).trimEnd()}…${text.slice(text.length - (length_max - 1 - head)).trimStart()}`;
}
