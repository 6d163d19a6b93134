/** @jest-environment jsdom */
/** Characters that turn text around: seen wherever text is other people's, and still there for who copies it. */
import { render, screen } from "@testing-library/react";
import fc from "fast-check";
import { Isolated, Spelled } from "components/frame/Isolated";
import { CommitView } from "components/jobs/CommitView";
import { FoundLines } from "components/logs/FoundLines";
import { LogExcerpt } from "components/logs/LogExcerpt";
import { LogRow } from "components/logs/LogRow";
import { columnsOf } from "components/logs/reading/line";
import { shownLine } from "components/logs/reading/pieces";
import type { CommitPageAnswer } from "lib/model/answers";
import { codeOf, spelledOut, turningParts } from "lib/model/turning_text";
import { jobAnswer } from "test/kit/job_answer";
import { renderPage } from "test/kit/render_page";

const all = [...Array.from("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), ..."\u061c\u200e\u200f"];
const reversed = "Fix \u202eexe.\u2066cod";
const codes = (root: ParentNode = document): (string | null)[] =>
  [...root.querySelectorAll("[data-code]")].map((one) => one.getAttribute("data-code"));

test("each is spelled out, and the text stays what it was", () => {
  const { container } = render(<Spelled text={`a${all.join("b")}`} all />);
  expect(codes(container)).toEqual(all.map(codeOf));
  expect(container.textContent).toBe(`a${all.join("b")}`);
  expect(codeOf("\u061c")).toBe("U+061C");
});

test("a title may say which way its words go; what turns all that follows is seen", () => {
  const { container } = render(<Isolated text={"\u200fשלום\u200f \u202e!"} />);
  expect(codes(container)).toEqual(["U+202E"]);
  expect(container.firstElementChild?.tagName).toBe("BDI");
  expect(spelledOut(reversed)).toBe("Fix ⟨U+202E⟩exe.⟨U+2066⟩cod");
});

test("the parts make up the text, whatever it is", () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...all), fc.string())).map((parts) => parts.join(""));
  fc.assert(fc.property(text, (one) => expect(turningParts(one, "all").join("")).toBe(one)));
  fc.assert(fc.property(text, (one) => expect(spelledOut(one)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)));
});

test("lines of logs show them, in the log's page, in excerpts and among what was found", () => {
  const state = { selected: false, failing: false, looks_wrong: false, current: false, times: false, units: 1 };
  const shown = shownLine(`if \x1b[31maccess\u202e\x1b[0m\u200f {`, null);
  const row = render(<LogRow line={0} shown={shown} awaited={false} {...state} group_lines={0} closed={false} />);
  expect(codes(row.container)).toEqual(["U+202E", "U+200F"]);
  expect(row.container.querySelector("[data-text]")?.textContent).toBe("if access\u202e\u200f {");
  const excerpt = render(<LogExcerpt line={reversed} line_num={1} context={[]} />);
  expect(codes(excerpt.container)).toEqual(["U+202E", "U+2066"]);
  const found = {
    ...{ job_id: 1, run_id: 1, name: "CI / \u202etset", head_sha: "", head_branch: "\u2066main", completed_at: null },
    ...{ line_num: 2, line: reversed, before: ["\u2069"], after: [] },
  };
  const page = renderPage(<FoundLines repo="acme/rocket" lines={[found]} text="exe" />);
  expect(codes(page.container)).toEqual(["U+202E", "U+2066", "U+2069", "U+202E", "U+2066"]);
});

test("a code takes its place where lines are wrapped", () => {
  expect(columnsOf("a\u202eb")).toBe(2 + "U+202E".length);
  expect(columnsOf("a\u200db")).toBe(2);
});

test("a commit's page shows them in its title, text, author, branches and jobs", async () => {
  const sha = "a".repeat(40);
  const page: CommitPageAnswer = {
    commit: {
      ...{ sha, time: "2026-03-01T12:00:00Z", title: reversed, body: "Why \u202d#7 https://a.example/\u202ex" },
      ...{ author: "\u202bada", authorUrl: null, commitUrl: null, prNum: null, branches: ["\u2067main"] },
    },
    verdicts: {
      ...{ summary: "", parts: [], jobs: [], pending: 0, passed: 0, unjudged: 0, said: [], trunk: null },
    },
    jobs: [jobAnswer("CI / \u2068unit", { conclusion: "failure", failureLines: ["\u200fno"], durationS: null })],
    checks: [],
  };
  const answers = { [`/api/acme/rocket/commit/${sha}`]: page };
  renderPage(<CommitView repo="acme/rocket" sha={sha} found title={null} />, { answers });
  await screen.findByRole("region", { name: "Verdict" });
  const heading = screen.getByRole("heading", { level: 1 });
  expect(heading.textContent).toContain(reversed);
  expect(codes(heading)).toEqual(["U+202E", "U+2066"]);
  for (const code of ["U+202D", "U+202B", "U+2067", "U+2068", "U+200F"]) expect(codes()).toContain(code);
});
