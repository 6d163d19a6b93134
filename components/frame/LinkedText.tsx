/** Other people's plain text, with its web addresses and #123 references as links. Never markup. */
import Link from "next/link";
import { Spelled } from "components/frame/Isolated";
import { linkParts } from "components/frame/link_parts";
import { paths } from "lib/browser/paths";

/** `repo`: whose pull requests a #123 means. */
export function LinkedText({ text, repo }: { text: string; repo: string }) {
  return linkParts(text).map((part, index) => {
    if (part.kind === "url") {
      return (
        <a key={index} href={part.text} rel="noreferrer nofollow" target="_blank">
          <Spelled text={part.text} />
        </a>
      );
    }
    if (part.kind === "pull") {
      return (
        <Link key={index} href={paths.pull(repo, part.number)} prefetch={false}>
          {part.text}
        </Link>
      );
    }
    return <Spelled key={index} text={part.text} />;
  });
}
