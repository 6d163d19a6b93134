/** To newer and older rows of a dashboard; the filters come along. */
import Link from "next/link";
import { NewerIcon, OlderIcon } from "components/frame/icons";
import { type BackendView, withoutDefaults } from "components/oot/view";
import { paths } from "lib/browser/paths";
import styles from "components/oot/Pager.module.css";

interface Props {
  repo: string;
  view: BackendView;
  has_older: boolean;
}

export function Pager({ repo, view, has_older }: Props) {
  if (view.page === 0 && !has_older) return null;
  const to = (page: number) => paths.ootBackend(repo, withoutDefaults({ ...view, page }));
  return (
    <nav className={styles.pager} aria-label="Pages">
      {view.page > 0 && (
        <Link href={to(view.page - 1)} className={styles.step} prefetch={false} shallow scroll={false}>
          <NewerIcon /> Newer
        </Link>
      )}
      {has_older && (
        <Link href={to(view.page + 1)} className={styles.step} prefetch={false} shallow scroll={false}>
          Older <OlderIcon />
        </Link>
      )}
    </nav>
  );
}
