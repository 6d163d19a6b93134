/** The grid's columns: which are shown, how they are headed, and which workflow each belongs to. */

export interface Column {
  /** Where its cells are in every row's `jobs`. */
  index: number;
  name: string;
  workflow: string;
  job: string;
}

/** Neighbouring columns of one workflow. */
export interface Band {
  workflow: string;
  columns: Column[];
}

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

/** "pull / test / build (1, 2)" is job "test / build (1, 2)" of workflow "pull". */
function column(name: string, index: number): Column {
  const cut = name.indexOf(" / ");
  return cut < 0
    ? { index, name, workflow: "", job: name }
    : { index, name, workflow: name.slice(0, cut), job: name.slice(cut + 3) };
}

/** In the order of `names`. With a filter that cannot be read, all: a mistyped one must not look like no jobs. */
export function shownColumns(names: readonly string[], { matches }: Filter): Column[] {
  return names.map(column).filter(({ name }) => matches === null || matches(name));
}

export function bands(columns: readonly Column[]): Band[] {
  const found: Band[] = [];
  for (const one of columns) {
    const last = found.at(-1);
    if (last && last.workflow === one.workflow) last.columns.push(one);
    else found.push({ workflow: one.workflow, columns: [one] });
  }
  return found;
}

/** Keeps both ends: matrix jobs differ at their end, and begin with what they are. */
export function shorten(text: string, length_max: number): string {
  if (text.length <= length_max) return text;
  const head = Math.ceil((length_max - 1) * 0.45);
  return `${text.slice(0, head).trimEnd()}…${text.slice(text.length - (length_max - 1 - head)).trimStart()}`;
}
