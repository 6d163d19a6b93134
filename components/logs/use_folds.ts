/** Which groups of a log are folded: all, but for those with a failure in them and those that the reader has opened. */
import { useMemo, useState } from "react";
import { lastAtMost } from "components/logs/reading/rows";
import type { Group } from "components/logs/reading/line_store";

export interface Folds {
  is_closed: (group: number) => boolean;
  all_open: boolean;
  toggle: (group: number) => void;
  toggleAll: () => void;
  /** Opens the group that hides a line. */
  show: (line: number) => void;
  /** The group that a line is the title of, by index; -1 for none. */
  titled: (line: number) => number;
}

/** `seen`: lines that were on the screen before their groups were known, which do not vanish from it. */
export function useFolds(
  groups: readonly Group[],
  failures: ArrayLike<number> | null,
  seen: { first: number; end: number },
): Folds {
  const [flipped, setFlipped] = useState<ReadonlySet<number>>(new Set());
  const [all_open, setAllOpen] = useState(false);
  const firsts = useMemo(() => Uint32Array.from(groups, ({ first }) => first), [groups]);
  const failing = useMemo(() => {
    const found = new Set<number>();
    for (let index = 0; failures !== null && index < failures.length; index++) {
      const group = around(groups, firsts, failures[index] ?? 0);
      if (group >= 0) found.add(group);
    }
    for (let index = Math.max(0, lastAtMost(firsts, seen.first)); index < groups.length; index++) {
      const group = groups[index];
      if (!group || group.first >= seen.end) break;
      if (group.last >= seen.first) found.add(index);
    }
    return found;
  }, [groups, firsts, failures, seen.first, seen.end]);

  return useMemo(() => {
    const is_closed = (group: number): boolean => (all_open || failing.has(group)) === flipped.has(group);
    const flip = (group: number) =>
      setFlipped((before) => {
        const after = new Set(before);
        if (!after.delete(group)) after.add(group);
        return after;
      });
    return {
      is_closed,
      all_open,
      toggle: flip,
      toggleAll: () => {
        setAllOpen(!all_open);
        setFlipped(new Set());
      },
      show: (line) => {
        const group = around(groups, firsts, line);
        if (group >= 0 && is_closed(group)) flip(group);
      },
      titled: (line) => {
        const group = lastAtMost(firsts, line + 1);
        return group >= 0 && firsts[group] === line + 1 ? group : -1;
      },
    };
  }, [groups, firsts, failing, flipped, all_open]);
}

/** The group that a line lies in, by index; -1 for none. */
function around(groups: readonly Group[], firsts: Uint32Array, line: number): number {
  const group = lastAtMost(firsts, line);
  return group >= 0 && line <= (groups[group]?.last ?? -1) ? group : -1;
}
