/** How the reader wants to see the grid, as the address has it: filters, groups, order, and what is hidden. */
import { useCallback, useMemo } from "react";
import { type Density, densities } from "components/hud/sizes";
import { usePins } from "components/hud/use_pins";
import { useQueryState } from "lib/browser/use_query_state";
import {
  column_orders,
  type ColumnView,
  type Grouping,
  groupings,
  type Hideable,
  hideable,
} from "lib/model/grid_columns";

const parameters = [
  ...["name_filter", "author", "message", "failing"],
  ...["group", "fold", "toggled", "order", "hide", "show", "pins", "density"],
] as const;

/** What of an address goes along to other pages and branches. */
export const keptView = (query: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    parameters.flatMap((name) => {
      const value = query[name];
      return typeof value === "string" && value !== "" ? [[name, value]] : [];
    }),
  );

/** What is not shown unless it is asked for; a few checks are, and can be hidden. */
export type Showable = "check" | "oot" | "quiet";

export interface GridView {
  /** On the jobs' names, as typed. */
  name_filter: string;
  setNameFilter: (text: string) => void;
  /** Parts of the author's name and of the message, which the server looks for on all pages. */
  author: string;
  setAuthor: (text: string) => void;
  message: string;
  setMessage: (text: string) => void;
  failing: boolean;
  setFailing: (only: boolean) => void;
  columns: ColumnView;
  density: Density;
  setDensity: (density: string) => void;
  setGrouping: (grouping: string) => void;
  setOrder: (order: string) => void;
  setHidden: (what: Hideable, hidden: boolean) => void;
  shows: (what: Showable) => boolean;
  setShown: (what: Showable, shown: boolean) => void;
  /** For the grid's endpoint: providers of columns, separated by commas. */
  show: string;
  hide: string;
  onToggle: (group: string) => void;
  setFolded: (folded: boolean) => void;
  onPin: (key: string) => void;
}

/** Names may have commas, but no line feed. */
const separator = "\n";
const words = (list: string): string[] => list.split(",").filter((word) => word !== "");
const withWord = (list: string, word: string, is_in: boolean): string =>
  [...words(list).filter((one) => one !== word), ...(is_in ? [word] : [])].sort().join(",");
/** Of the address's `show` or `hide`: what the grid's endpoint decides on. */
export const providersOf = (list: string): string =>
  words(list)
    .filter((word) => word === "check" || word === "oot")
    .join(",");

/**
 * @param has_groups the operator has grouped the columns: that is how they are shown, then, unless the address says
 * otherwise.
 */
export function useView(repo: string, has_groups: boolean): GridView {
  const [name_filter, setNameFilter] = useQueryState("name_filter");
  const [author, setAuthor] = useQueryState("author");
  const [message, setMessage] = useQueryState("message");
  const [failing, setFailing] = useQueryState("failing");
  const [group, setGroup] = useQueryState("group");
  const [fold, setFold] = useQueryState("fold");
  const [toggled, setToggled] = useQueryState("toggled");
  const [order, setOrder] = useQueryState("order");
  const [hide, setHide] = useQueryState("hide");
  const [show, setShow] = useQueryState("show");
  const [density, setDensity] = useQueryState("density");
  const { pins, onPin } = usePins(repo);
  const by_default: Grouping = has_groups ? "groups" : "none";

  const columns = useMemo<ColumnView>(() => {
    const grouping = groupings.find((one) => one === group) ?? by_default;
    const folded = fold === "" ? grouping !== "none" : fold === "all";
    return {
      ...{ grouping, folded, pins },
      toggled: new Set(toggled === "" ? [] : toggled.split(separator)),
      order: column_orders.find((one) => one === order) ?? "name",
      hide: new Set(hideable.filter((one) => words(hide).includes(one))),
      show_quiet: words(show).includes("quiet"),
    };
  }, [group, by_default, fold, toggled, order, hide, show, pins]);
  const onToggle = useCallback(
    (key: string) => {
      const now = new Set(columns.toggled);
      if (!now.delete(key)) now.add(key);
      setToggled([...now].sort().join(separator));
    },
    [columns.toggled, setToggled],
  );
  return {
    ...{ name_filter, setNameFilter, author, setAuthor, message, setMessage, columns, onToggle, onPin },
    failing: failing === "1",
    setFailing: (only) => setFailing(only ? "1" : ""),
    density: densities.find((one) => one === density) ?? "comfortable",
    setDensity: (next) => setDensity(next === "comfortable" ? "" : next),
    setGrouping: (grouping) => {
      setToggled("");
      setFold("");
      setGroup(grouping === by_default ? "" : grouping);
    },
    setFolded: (folded) => {
      setToggled("");
      setFold(folded === (columns.grouping !== "none") ? "" : folded ? "all" : "none");
    },
    setOrder: (next) => setOrder(next === "name" ? "" : next),
    setHidden: (what, hidden) => setHide(withWord(hide, what, hidden)),
    shows: (what) => (what === "check" ? !words(hide).includes("check") : words(show).includes(what)),
    setShown: (what, shown) => {
      setShow(withWord(show, what, shown));
      if (what === "check") setHide(withWord(hide, what, !shown));
    },
    show: providersOf(show),
    hide: providersOf(hide),
  };
}
