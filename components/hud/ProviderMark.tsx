/** Whose a column is that GitHub Actions did not run. Drawn: fonts have these signs in any shape, or not at all. */
import type { ReactElement } from "react";
import type { Provider } from "lib/model/provider";
import styles from "components/hud/HudHead.module.css";

const shapes: Record<Exclude<Provider, "github">, ReactElement> = {
  circleci: (
    <>
      <circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <circle cx="5" cy="5" r="1.5" fill="currentColor" />
    </>
  ),
  check: <path d="M1.4 5.4 4 8 8.6 2.4" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  oot: <path d="M5 .6 9.4 5 5 9.4.6 5Z" fill="currentColor" />,
};

/** Upright under a slanted name, which says it in words. */
export function ProviderMark({ provider }: { provider: Exclude<Provider, "github"> }) {
  return (
    <svg className={styles.provider} viewBox="0 0 10 10" aria-hidden="true" data-provider={provider}>
      {shapes[provider]}
    </svg>
  );
}
