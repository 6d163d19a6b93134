/** Which branch: type-ahead over those that the HUD knows of, slashes and all; any other name can be gone to. */
import { useRouter } from "next/router";
import { Combobox } from "components/frame/Combobox";
import type { HudPlace } from "components/hud/HudToolbar";
import { keptView } from "components/hud/use_view";
import { paths } from "lib/browser/paths";
import { useRepos } from "lib/browser/use_api";

const branches_max = 50;

export function BranchPicker({ place: { repo, branch, per_page } }: { place: HudPlace }) {
  const router = useRouter();
  const { data: repos } = useRepos();
  const branches = repos?.find((entry) => entry.repo === repo)?.branches ?? [];
  const options = (typed: string) => {
    const part = typed.trim().toLowerCase();
    const known = branches.filter((name) => name.toLowerCase().includes(part)).slice(0, branches_max);
    const other = typed.trim() !== "" && !branches.includes(typed.trim()) ? [typed.trim()] : [];
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
      onChoose={({ label }) => {
        void router.push(paths.grid(repo, label, { per_page, ...keptView(router.query) }));
      }}
    />
  );
}
