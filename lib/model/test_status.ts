/** How a test case can end, in the words that test reports are stored and shown with. */

/** `failure`: a check did not hold; `error`: it could not be run; `flaky`: its tries within one report disagree. */
export const test_statuses = ["success", "failure", "error", "skipped", "flaky"] as const;
export type TestStatus = (typeof test_statuses)[number];

/** From what a reader must see first to what they need not. */
const severity: Readonly<Record<TestStatus, number>> = { failure: 0, error: 1, flaky: 2, skipped: 3, success: 4 };

export const byTestSeverity = (a: TestStatus, b: TestStatus): number => severity[a] - severity[b];

/** Whether a case's end is evidence of breakage: a flaky one passed in the end. */
export const isTestFailure = (status: TestStatus): boolean => status === "failure" || status === "error";
