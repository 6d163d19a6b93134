/** How a test ended: a letter in its colour, and the word. */
import type { TestStatus } from "lib/model/test_status";
import type { Tone } from "lib/model/mark";
import tones from "components/frame/Mark.module.css";

export const status_words: Record<TestStatus, string> = {
  success: "Passed",
  failure: "Failed",
  error: "Error",
  flaky: "Flaky",
  skipped: "Skipped",
};

const letters: Record<TestStatus, string> = { success: "O", failure: "X", error: "E", flaky: "F", skipped: "S" };

/** The grid's colours, for what means the same. */
export const tone_of: Record<TestStatus, Tone> = {
  success: "success",
  failure: "failure",
  error: "startup_failure",
  flaky: "flaky",
  skipped: "cancelled",
};

export function TestMark({ status, label = true }: { status: TestStatus; label?: boolean }) {
  return (
    <span
      className={`${tones.mark} ${tones[tone_of[status]]}`}
      title={status_words[status]}
      {...(label ? { role: "img", "aria-label": status_words[status] } : { "aria-hidden": true })}
    >
      {letters[status]}
    </span>
  );
}
