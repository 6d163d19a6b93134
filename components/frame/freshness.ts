/** Reads a freshness answer, or that there is none: what state that is, the words for it, and what to do about it. */
import type { ApiError, ApiProblem } from "lib/browser/fetch_json";
import { duration } from "lib/browser/time";
import type { FreshnessAnswer } from "lib/model/answers";

export interface Freshness {
  state: "is_fresh" | "is_lagging" | "is_stalled" | "is_unknown" | "is_unanswered";
  text: string;
  /** Why, and what to do; null when all is well. */
  advice: string | null;
}

/** The promise is 1 s at the 95th percentile; what is slower than these deserves a word, and a worry. */
const lagging_seconds = 5;
const stalled_seconds = 60;

const unheard: Freshness = {
  state: "is_unknown",
  text: "Not known yet",
  advice: "There is nothing that the pages could be behind of.",
};

export function freshnessOf(answer: FreshnessAnswer): Freshness {
  const { state, text, advice } = withoutParked(answer);
  if (answer.parked === 0) return { state, text, advice };
  return { state: state === "is_fresh" ? "is_lagging" : state, text: `${text} · ${answer.parked} parked`, advice };
}

function withoutParked({ received, recorded, replicated }: FreshnessAnswer): Freshness {
  const lag = replicated.lag_seconds;
  if (received.last === null && recorded.last === null && replicated.last === null) return unheard;
  if (lag === null) {
    return replicated.last === null && recorded.last !== null
      ? {
          state: "is_stalled",
          text: "Stalled",
          advice: "No worker has ever reported, and nothing has been replicated: see that the workers run.",
        }
      : {
          state: "is_unknown",
          text: "Not known",
          advice:
            "No worker has reported on what was received last: it may have changed nothing, or the workers are down.",
        };
  }
  if (lag >= stalled_seconds) {
    const advice = "The workers are down or far behind: their log says why. They catch up by themselves.";
    return { state: "is_stalled", text: `Stalled ${duration(lag)}`, advice };
  }
  if (lag >= lagging_seconds) return { state: "is_lagging", text: `${duration(lag)} behind`, advice: null };
  return { state: "is_fresh", text: "Up to date", advice: null };
}

const again = "This page asks again by itself.";
const what_to_do: Record<Exclude<ApiProblem, "not_found">, string> = {
  network: `Check your connection, and that the server is still running. ${again}`,
  unavailable: `It is starting, or one of its engines is away: /api/readyz says which. ${again}`,
  broken: `The server's log has the reason. ${again}`,
  refused: "Load this page again: you may have to log in anew.",
};

/** What the last answer said counts no more. That nothing is known of a repository is an answer, too. */
export function freshnessWithout({ problem, message }: ApiError): Freshness {
  if (problem === "not_found") return { ...unheard, advice: message };
  return { state: "is_unanswered", text: "No answer", advice: `${message} ${what_to_do[problem]}` };
}
