/** How each input of a repository is, in a word: what the set-up page's marks say. */
import {
  type GithubEvent,
  github_events,
  type HookSeen,
  type InputName,
  type InputSeen,
  isTicked,
} from "lib/model/setup";

/**
 * heard: lately; quiet: not for a week; recorded: its records are here, though not from this door; ticked: promised by
 * a webhook; unticked: a webhook says that it will not come.
 */
export type InputState = "heard" | "quiet" | "recorded" | "ticked" | "unticked" | "missing";

const quiet_ms = 7 * 86_400_000;

export function inputState({ heard_at, recorded_at }: InputSeen, now_ms: number): InputState {
  if (heard_at !== null) return now_ms - Date.parse(heard_at) > quiet_ms ? "quiet" : "heard";
  return recorded_at !== null ? "recorded" : "missing";
}

export interface EventState {
  event: GithubEvent;
  title: string;
  what_for: string;
  needed: boolean;
  state: InputState;
  seen: InputSeen;
}

/** What is known of each event, from deliveries first, then from what the webhooks said they would send. */
export function eventStates(inputs: readonly InputSeen[], hooks: readonly HookSeen[], now_ms: number): EventState[] {
  return github_events.map((known) => {
    const seen = seenOf(inputs, known.event);
    const state = inputState(seen, now_ms);
    if (state !== "missing" || hooks.length === 0) return { ...known, state, seen };
    return { ...known, seen, state: hooks.some((hook) => isTicked(hook, known.event)) ? "ticked" : "unticked" };
  });
}

export const seenOf = (inputs: readonly InputSeen[], input: InputName): InputSeen =>
  inputs.find((seen) => seen.input === input) ?? { input, heard_at: null, recorded_at: null };

/** The state of GitHub as a whole: as bad as its worst needed event. */
export function githubState(events: readonly EventState[]): InputState {
  const needed = events.filter((event) => event.needed).map(({ state }) => state);
  const worst_first: InputState[] = ["missing", "unticked", "quiet", "ticked", "recorded", "heard"];
  // Nothing is missing before the first delivery: a push comes when somebody pushes.
  if (needed.some((state) => state === "heard") && !needed.includes("unticked")) return "heard";
  return worst_first.find((state) => needed.includes(state)) ?? "missing";
}

export const isOn = (state: InputState): boolean => state === "heard" || state === "quiet" || state === "recorded";
