/** Catches what its children throw while they render, and shows something else in their place. */
import { Component, type ReactNode } from "react";

interface Props {
  /** Another place is another chance. */
  place: string;
  /** What is shown instead; `retry` gives the children another chance. */
  fallback: (error: unknown, retry: () => void) => ReactNode;
  children: ReactNode;
}

interface State {
  /** What was thrown, and where; null when nothing was. */
  broken: { error: unknown; place: string | null } | null;
}

export class ErrorBoundary extends Component<Props, State> {
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
    return this.props.fallback(broken.error, () => this.setState({ broken: null }));
  }
}

/** ": <what was thrown says>", for the end of a clause; nothing where it says nothing. */
export const saying = (error: unknown): string => (error instanceof Error ? `: ${error.message}` : "");
