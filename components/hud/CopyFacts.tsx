/** Copies what the card says, and the run's addresses, for a chat or an issue. */
import { CopyButton } from "components/frame/Copyable";
import { copiedFacts } from "components/hud/cell_words";
import { useCell } from "lib/browser/use_api";
import type { GridCommit } from "lib/model/grid";
import type { GridColumn } from "lib/model/grid_columns";

interface Props {
  repo: string;
  commit: GridCommit;
  column: GridColumn;
  /** What the cell shows, and what somebody has said of it. */
  said: string;
}

export function CopyFacts({ repo, commit, column, said }: Props) {
  // The card's own question: it is asked once for both.
  const { data } = useCell(column.folded ? null : { repo, sha: commit.sha, name: column.name });
  const { name } = column;
  const { origin } = window.location; // A card is never in the server's HTML.
  return (
    <CopyButton text={copiedFacts({ repo, name, said, commit, origin, answer: data ?? null })} what="these facts" />
  );
}
