/** The job that the address points to, `#job-<id>`: shown wherever on the page it is folded or filtered away. */
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import Link from "next/link";
import { useRouter } from "next/router";
import { paths } from "lib/browser/paths";
import { replaceAddress } from "lib/browser/use_address";
import type { JobAnswer } from "lib/model/answers";
import styles from "components/jobs/JobTarget.module.css";

/** Another object each time that somebody asks for it. */
export interface WantedJob {
  id: number;
}

const Wanted = createContext<WantedJob | null>(null);

/** For what must unfold before the job's row is in the document. */
export const useWantedJob = (): WantedJob | null => useContext(Wanted);

/** What JobsPanel narrows its list by. */
const narrowing = ["name_filter", "conclusion", "run"];
const marked_ms = 3_000;

interface Props {
  repo: string;
  jobs: readonly JobAnswer[];
  children: ReactNode;
}

/**
 * Around all that shows the jobs of one commit, from when they are there.
 *
 * The rows' ids are not what the address has: else the browser would scroll to them too, and Next.js would at every
 * change of the address, a typed letter of the filter for one.
 */
export function JobTarget({ repo, jobs, children }: Props) {
  const router = useRouter();
  const [wanted, setWanted] = useState(wantedByAddress);
  const answered = useRef<WantedJob | null>(null);
  const is_here = wanted === null || jobs.some(({ id }) => id === wanted.id);

  useEffect(() => {
    const ask = () => setWanted(wantedByAddress());
    // The browser tells of Back, Forward and what is typed into its bar; the router of its links, again at each click.
    window.addEventListener("hashchange", ask);
    router.events.on("hashChangeComplete", ask);
    return () => {
      window.removeEventListener("hashchange", ask);
      router.events.off("hashChangeComplete", ask);
    };
  }, [router.events]);

  useEffect(() => {
    // On Back the address is there before its page is, which may be filtered otherwise.
    if (wanted === null || answered.current === wanted || !isOfAddress(router.asPath)) return;
    const row = document.querySelector<HTMLElement>(`[data-job="${wanted.id}"]`);
    const is_first = answered.current === null;
    // One that comes later is not gone to: the reader is elsewhere by then.
    if (row !== null || !is_here) answered.current = wanted;
    if (row !== null) reveal(row, is_first);
    else if (is_here) widen(router);
  }, [wanted, is_here, router]);

  return (
    <Wanted value={wanted}>
      {!is_here && (
        <p className={styles.lost} role="status">
          Job {wanted.id} did not run for this commit, or has not been heard of yet.{" "}
          <Link href={paths.job(repo, wanted.id)} prefetch={false}>
            Its own page
          </Link>
        </p>
      )}
      {children}
    </Wanted>
  );
}

interface LinkProps {
  id: number;
  className?: string | undefined;
  title?: string;
  children: ReactNode;
}

/** To a job's row on the same page. */
export function JobLink({ id, ...rest }: LinkProps) {
  return <Link href={`#job-${id}`} shallow scroll={false} prefetch={false} {...rest} />;
}

function wantedByAddress(): WantedJob | null {
  const id = typeof window === "undefined" ? undefined : /^#job-(\d{1,16})$/.exec(window.location.hash)?.[1];
  return id === undefined ? null : { id: Number(id) };
}

/** Whether the router knows what the address asks for; behind "#" it may lack what was typed into the browser's bar. */
const isOfAddress = (path: string): boolean =>
  new URL(path, window.location.origin).searchParams.toString() ===
  new URL(window.location.href).searchParams.toString();

/** Takes what hides jobs out of the address. */
function widen(router: ReturnType<typeof useRouter>): void {
  const { pathname, searchParams, hash } = new URL(window.location.href);
  if (!narrowing.some((name) => searchParams.has(name))) return;
  for (const name of narrowing) searchParams.delete(name);
  const search = searchParams.toString();
  void replaceAddress(router, `${pathname}${search && `?${search}`}${hash}`);
}

/** At once, since a long way travelled shows nothing. Who types while the page loads goes on typing where they are. */
function reveal(row: HTMLElement, is_first: boolean): void {
  for (let box = row.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
  row.scrollIntoView({ block: "center" });
  if (!is_first || !document.activeElement?.matches("input, select, textarea")) {
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
  }
  document.querySelector("[data-marked]")?.removeAttribute("data-marked");
  row.dataset.marked = "";
  setTimeout(() => row.removeAttribute("data-marked"), marked_ms);
}
