/** Which repository a page is about: part of its name finds it, and its whole name does also when it is not known yet. */
import { Combobox } from "components/frame/Combobox";
import { bestFirst } from "lib/browser/best_first";
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
        const text = typed.trim();
        const names = known.map((one) => one.repo);
        // GitHub does not tell repositories apart by their names' case.
        const is_known = names.some((name) => name.toLowerCase() === text.toLowerCase());
        const unknown = repo_name.test(text) && !is_known ? [text] : [];
        return [...unknown, ...bestFirst(names, text, offered_max)].map((name) => ({ key: name, label: name }));
      }}
      onChoose={({ key }) => onChoose(key)}
    />
  );
}
