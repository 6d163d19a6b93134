/** A button for what needs the API token: asks for it once, keeps it while the tab is open, says what went wrong. */
import { type FormEvent, useId, useState } from "react";
import { Button } from "components/frame/Button";
import { keepToken, knownToken } from "lib/browser/api_token";
import { ApiError } from "lib/browser/fetch_json";
import styles from "components/rules/WithToken.module.css";

interface Props {
  words: string;
  run: (token: string) => Promise<unknown>;
  disabled?: boolean;
  onCancel?: () => void;
}

export function WithToken({ words, run, disabled = false, onCancel }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [asks, setAsks] = useState(() => knownToken() === "");
  const [problem, setProblem] = useState<{ words: string; of_token: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const token = asks ? typed.trim() : knownToken();
    if (token === "") {
      setProblem({ words: "It needs the API token, which the HUD printed when it started.", of_token: true });
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await run(token);
      keepToken(token);
      setAsks(false);
      setTyped("");
    } catch (error) {
      const refused = error instanceof ApiError && error.status === 401;
      if (refused) {
        keepToken("");
        setAsks(true);
      }
      setProblem({ words: error instanceof Error ? error.message : "It could not be sent.", of_token: refused });
    }
    setBusy(false);
  };
  return (
    <form className={styles.form} onSubmit={(event) => void send(event)}>
      {asks && (
        <label className={styles.token} htmlFor={id}>
          API token
          <input
            id={id}
            type="password"
            autoComplete="off"
            className={styles.input}
            value={typed}
            aria-invalid={problem?.of_token}
            aria-describedby={problem?.of_token ? `${id}-problem` : undefined}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      <button type="submit" className={styles.send} disabled={busy || disabled}>
        {busy ? "One moment…" : words}
      </button>
      {onCancel && <Button onClick={onCancel}>Cancel</Button>}
      <span id={`${id}-problem`} role="alert" className={styles.problem}>
        {problem?.words}
      </span>
    </form>
  );
}
