/** The columns that a reader has pinned: kept in the browser for each repository, and in an address that is passed on. */
import { useCallback, useMemo } from "react";
import { useStored } from "lib/browser/use_stored";
import { useQueryState } from "lib/browser/use_query_state";
import { pins_max } from "lib/model/grid_columns";

/** Names may have commas, but no line feed. */
const separator = "\n";

export const pinsText = (pins: readonly string[]): string => pins.join(separator);

/** What an address says counts before what the browser has kept; a change goes to both. */
export function usePins(repo: string): { pins: readonly string[]; onPin: (key: string) => void } {
  const [shared, setShared] = useQueryState("pins");
  const [kept, setKept] = useStored(`hud-pins:${repo}`);
  const text = shared === "" ? kept : shared;
  const pins = useMemo(() => (text === "" ? [] : text.split(separator).slice(0, pins_max)), [text]);
  const onPin = useCallback(
    (key: string) => {
      const others = pins.filter((one) => one !== key);
      const next = pinsText(others.length < pins.length ? others : [...others, key].slice(-pins_max));
      setKept(next);
      if (shared !== "") setShared(next);
    },
    [pins, shared, setKept, setShared],
  );
  return { pins, onPin };
}
