/** How the reader wants to see the grid, as the address has it: filters, groups, order, and what is hidden. */
import { useCallback, useMemo } from "react";
import { useQueryState } from "lib/browser/use_query_state";
import { column_orders, type ColumnView, groupings } from "lib/model/grid_columns";

const parameters = ["name_filter", "commits", "failing", "group", "toggled", "order", "hide"] as const;

/** What of an address goes along to other pages and branches. */
export const keptView = (query: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    parameters.flatMap((name) => {
      const value = query[name];
      return typeof value === "string" && value !== "" ? [[name, value]] : [];
    }),
  );

export interface GridView {
  /** On the jobs' names, as typed. */
  name_filter: string;
  setNameFilter: (text: string) => void;
  /** On the commits' titles, messages, authors and hashes. */
  commits: string;
  setCommits: (text: string) => void;
  failing: boolean;
  setFailing: (only: boolean) => void;
  columns: ColumnView;
  setGrouping: (grouping: string) => void;
  setOrder: (order: string) => void;
  setHidden: (what: "green" | "skipped", hidden: boolean) => void;
  onToggle: (group: string) => void;
}

/** Groups' names may have commas, but no line feed. */
const separator = "\n";

export function useView(): GridView {
  const [name_filter, setNameFilter] = useQueryState("name_filter");
  const [commits, setCommits] = useQueryState("commits");
  const [failing, setFailing] = useQueryState("failing");
  const [group, setGroup] = useQueryState("group");
  const [toggled, setToggled] = useQueryState("toggled");
  const [order, setOrder] = useQueryState("order");
  const [hide, setHide] = useQueryState("hide");
  const columns = useMemo<ColumnView>(
    () => ({
      grouping: groupings.find((one) => one === group) ?? "none",
      toggled: new Set(toggled === "" ? [] : toggled.split(separator)),
      order: column_orders.find((one) => one === order) ?? "name",
      hide_green: hide.split(",").includes("green"),
      hide_skipped: hide.split(",").includes("skipped"),
    }),
    [group, toggled, order, hide],
  );
  const onToggle = useCallback(
    (key: string) => {
      const now = new Set(columns.toggled);
      if (!now.delete(key)) now.add(key);
      setToggled([...now].sort().join(separator));
    },
    [columns.toggled, setToggled],
  );
  return {
    ...{ name_filter, setNameFilter, commits, setCommits, columns, onToggle },
    failing: failing === "1",
    setFailing: (only) => setFailing(only ? "1" : ""),
    setGrouping: (grouping) => {
      setToggled("");
      setGroup(grouping === "none" ? "" : grouping);
    },
    setOrder: (next) => setOrder(next === "name" ? "" : next),
    setHidden: (what, hidden) => {
      const others = hide.split(",").filter((one) => one !== "" && one !== what);
      setHide([...others, ...(hidden ? [what] : [])].sort().join(","));
    },
  };
}
