/** Which repository a page is about: part of its name finds it, and its whole name does also when it is not known yet. */
import { Combobox } from "components/frame/Combobox";
import { useRepos } from "lib/browser/use_api";

const offered_max = 50;
const repo_name = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;

export function RepoPicker({ repo, onChoose }: { repo: string | null; onChoose: (repo: string) => void }) {
  const { data: known = [] } = useRepos();
  return (
    <Combobox
      label="Repository"
      placeholder="owner/repo"
      resting={repo ?? ""}
      nothing="No repository's name contains that. Type owner/repo in full."
      options={(typed) => {
        const part = typed.trim().toLowerCase();
        const names = known.map((one) => one.repo).filter((name) => name.toLowerCase().includes(part));
        const unknown = repo_name.test(typed.trim()) && !names.includes(typed.trim()) ? [typed.trim()] : [];
        return [...unknown, ...names].slice(0, offered_max).map((name) => ({ key: name, label: name }));
      }}
      onChoose={({ key }) => onChoose(key)}
    />
  );
}
