/** Times for people: ages and durations, short enough for a table. */

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** How long ago, in the largest unit that says enough: "now", "45s", "12m", "3h", "5d", "2y". The future is "now". */
export function age(iso: string, now_ms: number): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return "—";
  const seconds = Math.max(0, Math.floor((now_ms - then) / 1000));
  if (seconds < 5) return "now";
  if (seconds < minute) return `${seconds}s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < day) return `${Math.floor(seconds / hour)}h`;
  if (seconds < year) return `${Math.floor(seconds / day)}d`;
  return `${Math.floor(seconds / year)}y`;
}

/** "12m ago", "just now"; "never" for null. */
export function ago(iso: string | null, now_ms: number): string {
  if (iso === null) return "never";
  const text = age(iso, now_ms);
  if (text === "—") return text;
  return text === "now" ? "just now" : `${text} ago`;
}

/** The two largest units: "0.4s", "42s", "3m 20s", "1h 04m", "2d 3h"; "—" for null. */
export function duration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return "—";
  if (seconds > 0 && seconds < 1) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < minute) return `${whole}s`;
  if (whole < hour) return `${Math.floor(whole / minute)}m ${two(whole % minute)}s`;
  if (whole < day) return `${Math.floor(whole / hour)}h ${two(Math.floor((whole % hour) / minute))}m`;
  return `${Math.floor(whole / day)}d ${Math.floor((whole % day) / hour)}h`;
}

/** The moment itself, in the reader's own zone and manner. */
export function moment(iso: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return iso;
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" }).format(then);
}
