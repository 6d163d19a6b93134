/** Copies the link to a commit of the grid, and says that it has been copied. */
import { useEffect, useState } from "react";
import { copyText } from "components/frame/Copyable";
import { paths } from "lib/browser/paths";

const said_for_ms = 4_000;

/** Without the reader's filters, which could hide the commit; the grid finds its page. */
const commitLink = (repo: string, branch: string, sha: string): string =>
  `${window.location.origin}${paths.grid(repo, branch)}#${sha}`;

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
    const link = commitLink(repo, branch, sha);
    copyText(link).then(
      () => setSaid(`The link to ${sha.slice(0, 7)} is copied`),
      () => setSaid(`Copy it by hand: ${link}`),
    );
  };
  return { said, copyLink };
}
