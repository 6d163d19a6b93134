/** A link that a backend gave us: out of this site, without telling where from; plain text when there is none. */
import type { ReactNode } from "react";
import { safeHref } from "components/oot/links";

export function Outside({
  href,
  children,
  className,
}: {
  href: string | null;
  children: ReactNode;
  className?: string;
}) {
  const url = safeHref(href);
  if (url === null) return <span className={className}>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer nofollow" className={className}>
      {children}
    </a>
  );
}
