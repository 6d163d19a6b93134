/** What a case's elements come to: one status, one message, one text, whichever tool wrote them. */
import { clip } from "lib/model/fields";
import type { TestStatus } from "lib/model/test_status";

/**
 * What the elements inside a case say of one try. `rerun` failed before a later try decided: Surefire's and nextest's
 * rerunFailure and flakyFailure, pytest's rerun.
 */
export interface Try {
  kind: "failure" | "error" | "skipped" | "rerun";
  message: string;
  type: string;
  text: string;
}

export interface Outcome {
  status: TestStatus;
  tries: number;
  message: string;
  text: string;
}

export const outcome_limits = { message: 2_000, text_head: 6_000, text_tail: 2_000 };

const passed: Outcome = { status: "success", tries: 1, message: "", text: "" };
const not_run: Outcome = { ...passed, status: "skipped" };

/** @param skipped_by_attribute GoogleTest says of a disabled case status="notrun", without an element. */
export function outcomeOf(tries: readonly Try[], skipped_by_attribute: boolean): Outcome {
  // Most cases, by far.
  if (tries.length === 0) return skipped_by_attribute ? not_run : passed;
  const reruns = tries.filter(({ kind }) => kind === "rerun");
  const failed = tries.filter(({ kind }) => kind === "failure" || kind === "error");
  const skipped = tries.filter(({ kind }) => kind === "skipped");
  const told = failed.length > 0 ? failed : reruns.length > 0 ? reruns : skipped;
  return {
    status: statusOf(failed, reruns, skipped.length > 0 || skipped_by_attribute),
    tries: 1 + reruns.length,
    message: messageOf(told),
    text: shortened(told.map(({ text }) => text.trim()).join("\n\n")),
  };
}

function statusOf(failed: readonly Try[], reruns: readonly Try[], is_skipped: boolean): TestStatus {
  if (failed.some(({ kind }) => kind === "failure")) return "failure";
  if (failed.length > 0) return "error";
  if (reruns.length > 0) return "flaky"; // Some try failed, and the last did not.
  return is_skipped ? "skipped" : "success";
}

/** Words that say no more than that it failed: gotestsum's, Bazel's, GoogleTest's without a description. */
const says_nothing = /^(test )?(failed|failure|error|exception|skipped)?\.?$/i;
/** How Go tells of running tests, between what they have to say. */
const go_noise = /^\s*(=== (RUN|PAUSE|CONT|NAME)\b|--- (FAIL|PASS|SKIP):)/;

function messageOf(tries: readonly Try[]): string {
  for (const { message, text, type } of tries) {
    const given = plain(message).trim();
    const telling = says_nothing.test(given) ? (firstLine(plain(text)) ?? (given || type.trim())) : given;
    if (telling !== "") return clip(telling, outcome_limits.message);
  }
  return "";
}

function firstLine(text: string): string | undefined {
  // A log of megabytes is not split for its first line.
  const lines = text.slice(0, 20_000).split("\n");
  return lines.find((line) => line.trim() !== "" && !go_noise.test(line))?.trim();
}

/** The beginning says what failed, the end why; what lies between is left out of very long ones. */
function shortened(text: string): string {
  const { text_head, text_tail } = outcome_limits;
  if (text.length <= text_head + text_tail) return plain(text);
  const left_out = text.length - text_head - text_tail;
  const tail = text.slice(-text_tail);
  const whole_tail = tail.isWellFormed() ? tail : tail.slice(1);
  return plain(`${clip(text, text_head)}\n… ${left_out} characters left out …\n${whole_tail}`);
}

/** Colours of terminals: XML cannot hold the escape character, so tools spell it as they please, or leave it out. */
const colours = /(?:\u001b|\u241b|#x1B)\[[0-9;]*m/gi;
const bare_reset = /\[(?:0|22|39|49)m/;
const bare_colours = /\[\d{1,3}(?:;\d{1,3})*m/g;

/** Without colours, and with line breaks of one kind. */
function plain(text: string): string {
  let told = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  if (told.includes("[")) told = told.replace(colours, "");
  if (bare_reset.test(told)) told = told.replace(bare_colours, "");
  return told.toWellFormed();
}
