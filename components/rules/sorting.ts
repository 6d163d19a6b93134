/** The rules in another order than the one they are tried in. Pure. */
import type { TableSort } from "components/frame/DataTable";
import type { RuleAnswer } from "lib/model/failure_rule";

/** By what is most wanted of it first: names from A, numbers and moments from the greatest. */
const down_first: Readonly<Record<string, boolean>> = { name: false, fired: true, last: true };

/** One click sorts, the next turns it round, the third takes it back: null is the order in which rules are tried. */
export function nextSort(sort: TableSort | null, by: string): TableSort | null {
  const first = down_first[by] ?? false;
  if (sort?.by !== by) return { by, down: first };
  return sort.down === first ? { by, down: !first } : null;
}

/** Those that are equal stay in the order given; what never fired is last, whichever way round. */
export function sortRules(rules: readonly RuleAnswer[], { by, down }: TableSort): RuleAnswer[] {
  const sign = down ? -1 : 1;
  return rules.toSorted((a, b) => {
    if (by === "name") return sign * a.name.localeCompare(b.name, "en");
    if (by === "fired") return sign * (a.fired_14d - b.fired_14d);
    if (a.last_fired === null || b.last_fired === null)
      return Number(a.last_fired === null) - Number(b.last_fired === null);
    return sign * (Date.parse(a.last_fired) - Date.parse(b.last_fired));
  });
}
