/** The branches of a repository that the reader has been on, the last one first. */
import { useEffect, useMemo } from "react";
import { useStored } from "lib/browser/use_stored";

const recents_max = 6;
/** No name of a branch has one. */
const separator = "\n";

/** @param is_known only a branch that there is becomes a recent one. */
export function useRecents(
  repo: string,
  branch: string,
  is_known: boolean,
): { recents: string[]; forget: (name: string) => void } {
  const [text, setText] = useStored(`hud-branches:${repo}`);
  const recents = useMemo(() => (text === "" ? [] : text.split(separator)), [text]);
  useEffect(() => {
    // Where the others are stays: tabs that move under the pointer are no tabs.
    if (is_known && !recents.includes(branch)) setText([branch, ...recents].slice(0, recents_max).join(separator));
  }, [branch, is_known, recents, setText]);
  return { recents, forget: (name) => setText(recents.filter((one) => one !== name).join(separator)) };
}
