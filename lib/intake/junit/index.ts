/** A test report in, cases out: JUnit XML as the usual tools write it, and xUnit.net's own XML; while it arrives. */
import { BoundedXml, ReportRefused, type Attributes, type XmlListener } from "lib/intake/junit/bounded_xml";
import { outcomeOf, type Outcome, type Try } from "lib/intake/junit/outcome";
import { type Amendment, Repeats } from "lib/intake/junit/repeats";
import { clip } from "lib/model/fields";
import type { TestStatus } from "lib/model/test_status";

export interface ReportedCase extends Outcome {
  suite: string;
  file: string;
  classname: string;
  name: string;
  duration_seconds: number;
}

export interface ReportTotals {
  cases: number;
  duration_seconds: number;
  by_status: Record<TestStatus, number>;
  /** What became of cases that were told of again after they were given out, by their numbers. */
  amendments: ReadonlyMap<number, Amendment>;
}

export const report_limits = { cases: 3_000_000, name: 1_000 };

interface Suite {
  name: string;
  file: string;
  hostname: string;
}

interface OpenCase {
  depth: number;
  attributes: Attributes;
  /** xUnit.net's <test>, or its <error> outside of any test. */
  dialect: "junit" | "xunit" | "xunit_error";
  tries: Try[];
  open: { depth: number; told: Try } | null;
}

const junit_outcomes: Readonly<Record<string, Try["kind"]>> = {
  failure: "failure",
  error: "error",
  skipped: "skipped",
  rerun: "rerun",
  rerunFailure: "rerun",
  rerunError: "rerun",
  flakyFailure: "rerun",
  flakyError: "rerun",
};
const xunit_outcomes: Readonly<Record<string, Try["kind"]>> = { failure: "failure", reason: "skipped" };
const roots = new Set(["testsuites", "testsuite", "assemblies", "assembly"]);
/** What GoogleTest and xUnit.net say in an attribute of a case that did not run. */
const not_run = new Set(["notrun", "disabled", "skip", "skipped", "suppressed"]);
const text_max = 1_000_000;

/** Give it the bytes in order, then `end()`. Every method throws ReportRefused when the report cannot be taken. */
export class JunitReader implements XmlListener {
  readonly #xml = new BoundedXml(this);
  readonly #repeats = new Repeats();
  readonly #suites: Suite[] = [];
  readonly #counts: Record<TestStatus, number> = { success: 0, failure: 0, error: 0, skipped: 0, flaky: 0 };
  #case: OpenCase | null = null;
  /** How deep the element is whose text is for nobody: output, properties. */
  #ignored = 0;
  #where: "message" | "text" = "text";
  #cases = 0;
  #seconds = 0;
  #is_playwright = false;

  /** @param onCase is given each case once, with its number (0, 1, 2 …); repeats come as amendments at the end. */
  constructor(private readonly onCase: (told: ReportedCase, number: number) => void) {}

  write(bytes: Uint8Array): void {
    this.#xml.write(bytes);
  }

  end(): ReportTotals {
    this.#xml.end();
    const { amendments } = this.#repeats;
    return { cases: this.#cases, duration_seconds: this.#seconds, by_status: this.#counts, amendments };
  }

  opened(name: string, attributes: Attributes, depth: number): void {
    if (depth === 1) this.#beginReport(name, attributes);
    if (this.#ignored > 0) return;
    const told = this.#case;
    if (told?.open) this.#openInOutcome(name, depth);
    else if (told) this.#openInCase(told, name, attributes, depth);
    else this.#openInSuite(name, attributes, depth);
  }

  text(text: string): void {
    const open = this.#case?.open;
    if (!open || this.#ignored > 0) return;
    const { told } = open;
    if (told[this.#where].length < text_max) told[this.#where] += text;
  }

  closed(name: string, depth: number): void {
    if (this.#ignored > 0) {
      if (depth === this.#ignored) this.#ignored = 0;
      return;
    }
    const told = this.#case;
    if (told?.open) {
      this.#where = "text";
      if (depth !== told.open.depth) return;
      told.tries.push(told.open.told);
      told.open = null;
    } else if (told && depth === told.depth) {
      this.#case = null;
      this.#emit(told);
    } else if (!told && (name === "testsuite" || name === "assembly")) this.#suites.pop();
  }

  #beginReport(name: string, attributes: Attributes): void {
    if (!roots.has(name)) throw new ReportRefused(`The report begins with <${clip(name, 50)}>, not with <testsuites>`);
    // Playwright alone writes the root's id, and puts the project (the browser) where others put the host's name.
    this.#is_playwright = name === "testsuites" && attributes.id !== undefined && attributes.name !== undefined;
  }

  #openInSuite(name: string, attributes: Attributes, depth: number): void {
    const { file: suite_file = "" } = this.#suites.at(-1) ?? {};
    if (name === "testsuite") {
      const { name: suite = "", hostname = "", file = attributes.filepath ?? suite_file } = attributes;
      this.#suites.push({ name: suite, file, hostname });
    } else if (name === "assembly") {
      this.#suites.push({ name: attributes.name ?? "", file: "", hostname: "" });
    } else if (name === "testcase") this.#begin("junit", attributes, depth);
    else if (name === "test") this.#begin("xunit", attributes, depth);
    else if (name === "error" && attributes.name !== undefined) this.#begin("xunit_error", attributes, depth);
    else if (name === "system-out" || name === "system-err" || name === "properties") this.#ignored = depth;
  }

  #begin(dialect: OpenCase["dialect"], attributes: Attributes, depth: number): void {
    this.#case = { depth, dialect, attributes, tries: [], open: null };
  }

  #openInCase(told: OpenCase, name: string, attributes: Attributes, depth: number): void {
    const kind = (told.dialect === "junit" ? junit_outcomes : xunit_outcomes)[name];
    if (kind === undefined) {
      this.#ignored = depth;
      return;
    }
    const { message = "", type = attributes["exception-type"] ?? "" } = attributes;
    told.open = { depth, told: { kind: told.dialect === "xunit_error" ? "error" : kind, message, type, text: "" } };
  }

  /** xUnit.net and Surefire's reruns put message and stack into elements of their own. */
  #openInOutcome(name: string, depth: number): void {
    if (name === "message") this.#where = "message";
    else if (name === "system-out" || name === "system-err") this.#ignored = depth;
  }

  #emit({ attributes, dialect, tries }: OpenCase): void {
    const says_skipped = (said: string | undefined): boolean => said !== undefined && not_run.has(said.toLowerCase());
    const outcome = outcomeOf(tries, says_skipped(attributes.status) || says_skipped(attributes.result));
    const duration_seconds = secondsOf(attributes.time ?? attributes.duration);
    const suite = this.#suites.at(-1);
    const { file, classname, name } = this.#identify(attributes, dialect, suite);
    const { status, tries: runs, message, text } = outcome;
    const told = {
      suite: suite?.name ?? "",
      file,
      classname,
      name,
      status,
      tries: runs,
      duration_seconds,
      message,
      text,
    };
    this.#seconds += duration_seconds;
    const scope = [told.suite, suite?.hostname ?? "", file, classname];
    const seen = this.#repeats.merge(scope, name, told, this.#cases);
    if (seen) {
      this.#counts[seen.status] -= 1;
      this.#counts[this.#repeats.amendments.get(seen.number)?.status ?? seen.status] += 1;
      return;
    }
    this.#counts[told.status] += 1;
    if (this.#cases === report_limits.cases) {
      throw new ReportRefused(`The report has over ${report_limits.cases} cases: split it into several files`);
    }
    this.onCase(told, this.#cases);
    this.#cases += 1;
  }

  #identify(
    attributes: Attributes,
    dialect: OpenCase["dialect"],
    suite: Suite | undefined,
  ): Pick<ReportedCase, "file" | "classname" | "name"> {
    const { name = "", classname = "", type = "" } = attributes;
    const file = pathOf(attributes.file ?? attributes.filepath ?? suite?.file ?? "");
    if (dialect === "junit") {
      const project = this.#is_playwright && suite?.hostname ? `[${suite.hostname}] ` : "";
      return { file, classname: nameOf(classname), name: nameOf(`${project}${name || classname || "(no name)"}`) };
    }
    // xUnit.net names tests with their class in front.
    const own = type !== "" && name.startsWith(`${type}.`) ? name.slice(type.length + 1) : name;
    return { file, classname: nameOf(type), name: nameOf(own || "(no name)") };
  }
}

const seconds_max = 1e7;

/** Seconds as tools spell them: "0.5", Surefire's "1,234.5", a European locale's "0,5"; 0 for what is no time. */
export function secondsOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const plain = Number(text); // As nearly all spell them.
  if (plain >= 0 && plain <= seconds_max) return plain;
  const trimmed = text.trim();
  const number =
    /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(trimmed) && !trimmed.startsWith("0,")
      ? trimmed.replaceAll(",", "")
      : trimmed.replace(",", ".");
  const seconds = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number) ? Number(number) : 0;
  return Number.isFinite(seconds) ? Math.min(seconds, seconds_max) : 0;
}

const control = /[\u0000-\u001f\u007f]/;
const controls = /[\u0000-\u001f\u007f]+/g;

/** A name on one line. One that is too long keeps apart from others that begin alike by a sum of the rest. */
function nameOf(text: string): string {
  const line = (control.test(text) ? text.replace(controls, " ") : text).trim().toWellFormed();
  if (line.length <= report_limits.name) return line;
  let sum = 0;
  for (let index = 0; index < line.length; index++) sum = (Math.imul(sum, 31) + line.charCodeAt(index)) | 0;
  return `${clip(line, report_limits.name - 12)}…#${(sum >>> 0).toString(16).padStart(8, "0")}`;
}

const pathOf = (text: string): string => {
  if (text === "") return "";
  const slashed = text.includes("\\") ? text.replaceAll("\\", "/") : text;
  return nameOf(slashed.startsWith("./") ? slashed.replace(/^(\.\/)+/, "") : slashed);
};
