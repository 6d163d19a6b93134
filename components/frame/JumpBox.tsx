/** The bar's text box: a repository, a pull request's number or a commit's sha, and one is there. */
import { useRouter } from "next/router";
import { useRef } from "react";
import { Combobox } from "components/frame/Combobox";
import { useSlashKey } from "components/frame/use_slash_key";
import { jumpTargets } from "lib/browser/jump";
import { useRepos } from "lib/browser/use_api";

export function JumpBox({ repo }: { repo: string | null }) {
  const router = useRouter();
  const { data: known = [] } = useRepos();
  const box = useRef<HTMLInputElement>(null);
  useSlashKey(box);
  return (
    <Combobox
      inputRef={box}
      label="Go to a repository, pull request or commit"
      placeholder={repo === null ? "owner/repo, #123, sha…" : "#123, sha, branch, owner/repo…"}
      nothing="Type owner/repo, a pull request's number, or at least 4 digits of a sha."
      options={(typed) =>
        jumpTargets(typed, { repo, known }).map((target) => ({ ...target, key: target.path, hint: target.kind }))
      }
      onChoose={({ path }) => void router.push(path)}
    />
  );
}
