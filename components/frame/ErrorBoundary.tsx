/** Catches what a page throws while it renders, so that the bar stays and the reader can go on. */
import { Component, type ReactNode } from "react";
import { Button } from "components/frame/Button";
import { Notice } from "components/frame/Failure";

interface Props {
  /** Another place is another chance. */
  place: string;
  children: ReactNode;
}

interface State {
  broken_at: string | null;
  error: unknown;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { broken_at: null, error: null };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error, broken_at: "" };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    if (state.broken_at === "") return { broken_at: props.place };
    return state.broken_at !== null && state.broken_at !== props.place ? { broken_at: null, error: null } : null;
  }

  override render(): ReactNode {
    if (this.state.broken_at === null) return this.props.children;
    return (
      <Notice title="This page broke">
        <p>The rest of the HUD still works. The browser&apos;s console has the details.</p>
        <div>
          <Button look="main" onClick={() => this.setState({ broken_at: null, error: null })}>
            Try again
          </Button>
        </div>
      </Notice>
    );
  }
}
