/** The ways to all pages: the most used in the bar, where there is room; all of them under one button. */
import Link from "next/link";
import { useRouter } from "next/router";
import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";
import { MenuIcon } from "components/frame/icons";
import { sectionGroups } from "components/frame/sections";
import styles from "components/frame/SiteMenu.module.css";

export function SiteMenu({ repo }: { repo: string | null }) {
  const { asPath } = useRouter();
  const groups = sectionGroups(repo);
  return (
    <nav className={styles.site} aria-label="Pages">
      {groups
        .flatMap(({ sections }) => sections)
        .filter(({ prominent }) => prominent)
        .map(({ title, href, hint }) => (
          <Link
            key={title}
            href={href}
            prefetch={false}
            className={styles.prominent}
            title={hint}
            aria-current={isAt(asPath, href) ? "page" : undefined}
          >
            {title}
          </Link>
        ))}
      {/* Another page is another menu: a closed one. */}
      <Menu key={asPath} repo={repo} asPath={asPath} />
    </nav>
  );
}

function Menu({ repo, asPath }: { repo: string | null; asPath: string }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const onBlur = (event: FocusEvent<HTMLDivElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className={styles.menu} onBlur={onBlur} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-expanded={open}
        aria-controls="site-menu"
        aria-label="All pages"
        title="All pages"
        onClick={() => setOpen(!open)}
      >
        <MenuIcon />
      </button>
      {open && (
        <div id="site-menu" className={styles.sheet}>
          {sectionGroups(repo).map(({ title, sections }) => (
            <section key={title} aria-label={title}>
              <h2 className={styles.title}>{title}</h2>
              <ul>
                {sections.map((section) => (
                  <li key={section.title}>
                    <Link
                      href={section.href}
                      prefetch={false}
                      className={styles.item}
                      aria-current={isAt(asPath, section.href) ? "page" : undefined}
                    >
                      {section.title}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </div>
  );
}

const pathOf = (address: string): string => address.split(/[?#]/, 1)[0] ?? "";
const isAt = (asPath: string, href: string): boolean => pathOf(asPath) === pathOf(href);
