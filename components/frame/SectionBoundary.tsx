/** Catches what a section throws while it renders: the rest of its page stays, and the reader learns what happened. */
import { Component, type ReactNode } from "react";
import { Button } from "components/frame/Button";
import styles from "components/frame/Page.module.css";

interface Props {
  /** The section's heading. */
  title: string;
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
      <section className={styles.section} role="alert">
        <h2 className={styles.heading}>{this.props.title}</h2>
        <p className={styles.muted}>
          This cannot be shown{broken.error instanceof Error && `: ${broken.error.message}`}. The rest of this page is
          not affected.
        </p>
        <div>
          <Button look="main" onClick={() => this.setState({ broken: null })}>
            Try again
          </Button>
        </div>
      </section>
    );
  }
}
