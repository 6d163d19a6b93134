/** Catches what a section throws while it renders: the rest of its page stays, and the reader learns what happened. */
import { Component, type ReactNode } from "react";
import { Button } from "components/frame/Button";
import styles from "components/oot/OotPrSection.module.css";

interface Props {
  /** Another place is another chance. */
  place: string;
  children: ReactNode;
}

interface State {
  /** What was thrown, and where; null when nothing was. */
  broken: { error: unknown; place: string | null } | null;
}

export class SectionBoundary extends Component<Props, State> {
  override state: State = { broken: null };

  static getDerivedStateFromError(error: unknown): State {
    return { broken: { error, place: null } };
  }

  static getDerivedStateFromProps({ place }: Props, { broken }: State): State | null {
    if (broken === null || broken.place === place) return null;
    return { broken: broken.place === null ? { ...broken, place } : null };
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === null) return this.props.children;
    return (
      <section className={styles.section} role="alert" aria-labelledby="out-of-tree">
        <h2 id="out-of-tree" className={styles.title}>
          Out-of-tree backends
        </h2>
        <div className={styles.broken}>
          <p>
            Their results cannot be shown{broken.error instanceof Error && `: ${broken.error.message}`}. The rest of
            this page is not affected.
          </p>
          <Button look="main" onClick={() => this.setState({ broken: null })}>
            Try again
          </Button>
        </div>
      </section>
    );
  }
}
