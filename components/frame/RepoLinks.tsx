/** Where a page needs a repository and has none: those that the HUD knows, to choose from. */
import Link from "next/link";
import { paths } from "lib/browser/paths";
import { useRepos } from "lib/browser/use_api";
import page from "components/frame/Page.module.css";

const shown_max = 50;

export function RepoLinks({ to, words }: { to: (repo: string) => string; words: string }) {
  const { data: repos } = useRepos();
  if (!repos) return null;
  if (repos.length === 0) {
    return (
      <p className={page.nothing}>
        This HUD has not heard of any repository yet. <Link href={paths.home()}>How to send the first event</Link>
      </p>
    );
  }
  return (
    <section className={page.card} aria-label="Repositories">
      <p className={page.muted}>{words}</p>
      <ul>
        {repos.slice(0, shown_max).map(({ repo }) => (
          <li key={repo}>
            <Link href={to(repo)} prefetch={false}>
              {repo}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
