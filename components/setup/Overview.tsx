/** One line for each way in: whether this repository uses it. */
import { InputMark } from "components/setup/InputMark";
import { type EventState, githubState, inputState, type InputState, isOn, seenOf } from "components/setup/states";
import type { InputSeen, RepoSetup, SetupAnswer } from "lib/model/setup";
import styles from "components/setup/Setup.module.css";

interface Props {
  setup: SetupAnswer;
  repo: RepoSetup;
  events: readonly EventState[];
  now_ms: number;
}

interface Way {
  title: string;
  anchor: string;
  state: InputState;
  seen: InputSeen;
}

export function Overview({ repo: { repo, inputs }, events, now_ms }: Props) {
  const ways: Way[] = [
    { title: "GitHub", anchor: "github", state: githubState(events), seen: newestOf(events.map(({ seen }) => seen)) },
    ...(
      [
        ["Logs", "logs"],
        ["Test reports", "test_reports"],
        ["Artifacts", "artifacts"],
        ["CircleCI", "circleci"],
        ["Out-of-tree", "oot"],
      ] as const
    ).map(([title, input]) => {
      const seen = seenOf(inputs, input);
      return { title, anchor: input, state: inputState(seen, now_ms), seen };
    }),
  ];
  const on = ways.filter(({ state }) => isOn(state)).length;
  return (
    <section aria-labelledby="seen">
      <h2 id="seen" className={styles.overview_title}>
        {repo}{" "}
        <span className={styles.aside}>{on === 0 ? "has sent nothing yet" : `${on} of ${ways.length} ways in`}</span>
      </h2>
      <ul className={styles.overview}>
        {ways.map(({ title, anchor, state, seen }) => (
          <li key={anchor}>
            <a href={`#${anchor}`} className={styles.way}>
              <b>{title}</b>
              <InputMark state={state} seen={seen} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function newestOf(seen: readonly InputSeen[]): InputSeen {
  const newest = (field: "heard_at" | "recorded_at") =>
    seen
      .map((one) => one[field])
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? null;
  return { input: "push", heard_at: newest("heard_at"), recorded_at: newest("recorded_at") };
}
