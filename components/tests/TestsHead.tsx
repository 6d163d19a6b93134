/** The head of the pages about a repository's tests: which page, which repository, over how many days. */
import Link from "next/link";
import type { ReactNode } from "react";
import { Choice } from "components/frame/Filters";
import { RepoPicker } from "components/frame/RepoPicker";
import { paths } from "lib/browser/paths";
import { useAddress } from "lib/browser/use_address";
import page from "components/frame/Page.module.css";
import styles from "components/tests/TestsHead.module.css";

export const tests_pages = ["tests", "flaky", "files"] as const;
export type TestsPage = (typeof tests_pages)[number];

const words: Record<TestsPage, string> = { tests: "Tests", flaky: "Flaky tests", files: "Slowest tests" };

interface Props {
  at: TestsPage;
  repo: string | null;
  count?: number | undefined;
  /** What the page's own controls are. */
  children?: ReactNode;
  csv: string | null;
}

export function TestsHead({ at, repo, count, children, csv }: Props) {
  const change = useAddress();
  const to: Record<TestsPage, string> = {
    tests: paths.tests(repo),
    flaky: paths.flaky(repo),
    files: paths.testFiles(repo),
  };
  return (
    <>
      <header className={page.head}>
        <h1 className={page.title}>
          {words[at]} {count !== undefined && <span className={page.count}>{count.toLocaleString("en")}</span>}
        </h1>
        <div className={page.actions}>
          <nav className={styles.pages} aria-label="About tests">
            {tests_pages.map((one) => (
              <Link
                key={one}
                href={to[one]}
                className={styles.page}
                prefetch={false}
                aria-current={one === at ? "page" : undefined}
              >
                {words[one]}
              </Link>
            ))}
          </nav>
          {csv !== null && (
            <a className={page.action} href={csv} download>
              Download CSV
            </a>
          )}
        </div>
      </header>
      <div className={page.filters}>
        <div className={styles.picker}>
          <RepoPicker repo={repo} onChoose={(chosen) => change({ repo: chosen, q: "", branch: "" })} />
        </div>
        {children}
      </div>
    </>
  );
}

export function DaysChoice({ days, choices, normal }: { days: number; choices: readonly number[]; normal: number }) {
  const change = useAddress();
  return (
    <Choice
      label="Period"
      options={choices.map((count) => ({ value: String(count), words: `${count} days` }))}
      value={String(days)}
      onChoose={(chosen) => change({ days: chosen === String(normal) ? "" : chosen })}
    />
  );
}
