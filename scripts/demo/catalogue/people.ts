/** Who works in the demo's world. Every name is invented. */

export interface Person {
  name: string;
  login: string;
  email: string;
  /** Minutes east of UTC: git keeps each author's own offset. */
  offset_minutes: number;
}

export const people: readonly Person[] = [
  { name: "Mira Okafor", login: "mira-okafor", email: "mira@acme.example", offset_minutes: 60 },
  { name: "Søren Aagaard", login: "saagaard", email: "soren@acme.example", offset_minutes: 60 },
  { name: "Łukasz Wierzba", login: "lwierzba", email: "lukasz.wierzba@nova.example", offset_minutes: 60 },
  { name: "Zoë Marchetti", login: "zoemar", email: "zoe@acme.example", offset_minutes: -300 },
  { name: "林小雨", login: "xiaoyu-lin", email: "xiaoyu@nova.example", offset_minutes: 480 },
  { name: "Tadeo Quiroga", login: "tquiroga", email: "tadeo.q@acme.example", offset_minutes: -180 },
  { name: "Ольга Ветрова", login: "ovetrova", email: "olga@nova.example", offset_minutes: 240 },
  { name: "Priya Ramanathan", login: "priyar", email: "priya@acme.example", offset_minutes: 330 },
  { name: "Sanna Lehto", login: "sanna-lehto", email: "sanna@acme.example", offset_minutes: 120 },
  { name: "Dagný Eiríksdóttir", login: "dagny-e", email: "dagny@nova.example", offset_minutes: 0 },
  { name: "Noam Halevy", login: "nhalevy", email: "noam@acme.example", offset_minutes: 120 },
  { name: "高橋 結衣", login: "yui-t", email: "yui.takahashi@nova.example", offset_minutes: 540 },
  { name: "Amara Diallo", login: "amarad", email: "amara@acme.example", offset_minutes: 0 },
  { name: "Joaquín Peña-Ruiz", login: "jpenaruiz", email: "joaquin@acme.example", offset_minutes: -360 },
  { name: "Ruth Abernathy-Cole", login: "ruthac", email: "ruth@nova.example", offset_minutes: -480 },
  { name: "Emre Yıldız", login: "emreyildiz", email: "emre@acme.example", offset_minutes: 180 },
  { name: "K. Venkat Subramaniam-Holloway", login: "kvsh", email: "venkat@acme.example", offset_minutes: -420 },
  { name: "Ngọc Trần", login: "ngoctran", email: "ngoc@nova.example", offset_minutes: 420 },
];

/** The account that bumps dependencies. */
export const dependency_bot: Person = {
  name: "depkeeper[bot]",
  login: "depkeeper[bot]",
  email: "7731+depkeeper[bot]@users.noreply.github.com",
  offset_minutes: 0,
};

/** The account that merges, labels, comments results and pushes the nightly branch. */
export const merge_bot: Person = {
  name: "acme-merge[bot]",
  login: "acme-merge[bot]",
  email: "8842+acme-merge[bot]@users.noreply.github.com",
  offset_minutes: 0,
};

/** The committer of what is merged on GitHub's own pages. */
export const web_flow = { name: "GitHub", email: "noreply@github.com", username: "web-flow" };

/** Git's time: the author's own clock with its offset, as `2026-01-05T14:00:00+02:00`. */
export function authorTime(at: number, { offset_minutes }: Person): string {
  const shown = new Date(at + offset_minutes * 60_000).toISOString().slice(0, 19);
  if (offset_minutes === 0) return `${shown}Z`;
  const size = Math.abs(offset_minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${shown}${offset_minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The person as `push` and `workflow_run` name an author. */
export function gitAuthor({ name, email, login }: Person) {
  return { name, email, username: login };
}
