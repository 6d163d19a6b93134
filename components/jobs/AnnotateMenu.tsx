/** A person's word on a failure: what it was, who says so and when; and the small form to say it. */
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { Time } from "components/frame/Time";
import { annotate } from "lib/browser/annotate";
import { keepToken, knownToken } from "lib/browser/api_token";
import { ApiError } from "lib/browser/fetch_json";
import type { JobAnswer, SaidAnswer } from "lib/model/answers";
import { annotation_note_max, annotations } from "lib/model/annotation";
import styles from "components/jobs/AnnotateMenu.module.css";

interface Props {
  repo: string;
  job: Pick<JobAnswer, "id" | "name">;
  said: SaidAnswer | null;
  /** It is recorded; the page shows it as soon as it is replicated. */
  onSaid: () => void;
}

const by_storage_key = "hud-annotator";

export function AnnotateMenu({ repo, job, said, onSaid }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const by_person = said?.source === "person" ? said : null;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <span className={styles.menu} onKeyDown={(event) => event.key === "Escape" && open && close()}>
      {by_person && (
        <span className={styles.said} title={by_person.note ?? undefined}>
          {by_person.annotation} · {by_person.by ?? "somebody"} <Time iso={by_person.at} />
        </span>
      )}
      <button
        ref={button}
        type="button"
        className={styles.open}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {by_person ? "Change" : "Annotate"}
        <span className="visually-hidden"> {job.name}</span>
      </button>
      {open && (
        <Form
          {...{ id, repo, job }}
          said={by_person}
          onClose={close}
          onSaid={() => {
            close();
            onSaid();
          }}
        />
      )}
    </span>
  );
}

interface FormProps extends Props {
  id: string;
  onClose: () => void;
}

function Form({ id, repo, job, said, onSaid, onClose }: FormProps) {
  const [token, setToken] = useState("");
  const [kept] = useState(knownToken);
  const [asks_token, setAsksToken] = useState(kept === "");
  const [problem, setProblem] = useState<{ words: string; of_token: boolean } | null>(null);
  const [sending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input:checked, input")?.focus(), []);

  const send = async (annotation: (typeof annotations)[number] | null) => {
    const fields = new FormData(form.current ?? undefined);
    const text = (name: string) => String(fields.get(name) ?? "").trim() || null;
    const used = asks_token ? token.trim() : knownToken();
    setSending(true);
    setProblem(null);
    try {
      await annotate(repo, job.id, { annotation, note: text("note"), by: text("by") }, used);
      keepToken(used);
      localStorage.setItem(by_storage_key, text("by") ?? "");
      onSaid();
    } catch (error) {
      const refused = error instanceof ApiError && error.status === 401;
      if (refused) {
        keepToken("");
        setAsksToken(true);
      }
      setProblem({ words: error instanceof Error ? error.message : "It could not be sent.", of_token: refused });
      setSending(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = String(new FormData(form.current ?? undefined).get("annotation"));
    void send(annotations.find((one) => one === chosen) ?? null);
  };
  return (
    <form
      ref={form}
      id={id}
      className={styles.form}
      aria-label={`What was the failure of ${job.name}?`}
      onSubmit={submit}
    >
      <fieldset className={styles.choices}>
        <legend className={styles.legend}>What was it?</legend>
        {annotations.map((one) => (
          <label key={one} className={styles.choice}>
            <input type="radio" name="annotation" value={one} required defaultChecked={said?.annotation === one} />
            {one}
          </label>
        ))}
      </fieldset>
      <label className={styles.field}>
        Note
        <input
          name="note"
          maxLength={annotation_note_max}
          defaultValue={said?.note ?? ""}
          placeholder="Why, an issue…"
        />
      </label>
      <label className={styles.field}>
        Your name
        <input
          name="by"
          maxLength={100}
          defaultValue={localStorage.getItem(by_storage_key) ?? ""}
          autoComplete="username"
        />
      </label>
      {asks_token && (
        <label className={styles.field}>
          API token
          <input
            type="password"
            value={token}
            required
            autoComplete="off"
            aria-invalid={problem?.of_token}
            aria-describedby={problem?.of_token ? `${id}-problem` : undefined}
            onChange={(event) => setToken(event.target.value)}
          />
          <span className={styles.hint}>HUD_API_TOKEN; kept until this tab is closed.</span>
        </label>
      )}
      {problem !== null && (
        <p id={`${id}-problem`} className={styles.problem} role="alert">
          {problem.words}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="submit" className={styles.save} disabled={sending}>
          {sending ? "Saving…" : "Save"}
        </button>
        {said && (
          <button type="button" className={styles.plain} disabled={sending} onClick={() => void send(null)}>
            Take it back
          </button>
        )}
        <button type="button" className={styles.plain} onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}
