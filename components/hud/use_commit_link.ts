/** Copies the link to a commit of the grid, and says that it has been copied. */
import { useEffect, useState } from "react";
import { copyText } from "components/frame/Copyable";
import { paths } from "lib/browser/paths";

const said_for_ms = 4_000;

export interface CommitLink {
  /** Of the last copy; "" after a while. */
  said: string;
  copyLink: (sha: string) => void;
}

export function useCommitLink(repo: string, branch: string): CommitLink {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), said_for_ms);
    return () => clearTimeout(timer);
  }, [said]);
  const copyLink = (sha: string) => {
    // Without the reader's filters, which could hide the commit.
    const link = `${window.location.origin}${paths.gridAt(repo, branch, sha)}`;
    copyText(link).then(
      () => setSaid(`The link to ${sha.slice(0, 7)} is copied`),
      () => setSaid(`Copy it by hand: ${link}`),
    );
  };
  return { said, copyLink };
}
