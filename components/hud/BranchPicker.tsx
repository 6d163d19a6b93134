/** Which branch: type-ahead over those that the HUD knows of, slashes and all; any other name can be gone to. */
import { useRouter } from "next/router";
import { useEffect, useState } from "react";
import { Combobox } from "components/frame/Combobox";
import type { HudPlace } from "components/hud/HudToolbar";
import { keptView } from "components/hud/use_view";
import { bestFirst } from "lib/browser/best_first";
import { paths } from "lib/browser/paths";
import { useRepos } from "lib/browser/use_api";
import { useBranches } from "lib/browser/use_grid_facts";
import { repo_branches_max } from "lib/model/answers";

const offered_max = 50;
const pause_ms = 150;

export function BranchPicker({ place: { repo, branch, per_page } }: { place: HudPlace }) {
  const router = useRouter();
  const { data: repos } = useRepos();
  const told = repos?.find((entry) => entry.repo === repo)?.branches ?? [];
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), pause_ms);
    return () => clearTimeout(timer);
  }, [typed]);
  // Only some of many branches are told of unasked.
  const { data: found = [] } = useBranches(repo, told.length >= repo_branches_max ? search : "");
  const options = (text: string) => {
    const branches = [...new Set([...told, ...found.map(({ name }) => name)])];
    const known = bestFirst(branches, text, offered_max);
    const other = text.trim() !== "" && !branches.includes(text.trim()) ? [text.trim()] : [];
    return [
      ...known.map((name) => ({ key: name, label: name, hint: name === branch ? "shown" : undefined })),
      ...other.map((name) => ({ key: name, label: name, hint: "go to" })),
    ];
  };
  return (
    <Combobox
      label="Branch"
      resting={branch}
      placeholder="Branch…"
      nothing="No branch with this name is known."
      options={options}
      onTyped={setTyped}
      onChoose={({ label }) => {
        void router.push(paths.grid(repo, label, { per_page, ...keptView(router.query) }));
      }}
    />
  );
}
