/**
 * The page of the rules: saving one with its category, history gone through to its end, counts of one repository.
 * @jest-environment jsdom
 */
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { Rules } from "components/rules/Rules";
import { SaveRule } from "components/rules/SaveRule";
import { keepToken } from "lib/browser/api_token";
import { api_paths } from "lib/browser/paths";
import type { ReclassifyReply, RuleAnswer } from "lib/model/failure_rule";
import { renderPage } from "test/kit/render_page";

const rule: RuleAnswer = {
  ...{ name: "Network", pattern: "reset by peer", priority: 70, category: "infra", source: "file", repo: null },
  ...{ fired_14d: 3, last_fired: null },
};
const next = { completed_at: "2026-03-01T00:00:00.000Z", job_id: 7 };
const reply = (fields: Partial<ReclassifyReply>): ReclassifyReply => ({
  ...{ ok: true, examined: 1_000, changed: 2, skipped: 0, left: 0, next: null },
  ...fields,
});

/** Answers in their order, each a page or a sentence that refuses; what was sent is written down. */
const sent: { url: string; body: unknown }[] = [];
let answers: (ReclassifyReply | string)[] = [];
const real_fetch = globalThis.fetch;
beforeEach(() => {
  keepToken("token of a test");
  sent.length = 0;
  // jsdom has none of its own; no more of it is used than this.
  globalThis.fetch = ((url: string, init?: RequestInit) => {
    sent.push({ url, body: JSON.parse(String(init?.body)) as unknown });
    const answer = init?.method === "PUT" ? reply({}) : answers.shift();
    const status = typeof answer !== "string" ? 200 : answer.startsWith("Authorization") ? 401 : 503;
    const said = typeof answer === "string" ? { error: answer } : answer;
    return Promise.resolve({ ok: status === 200, status, json: () => Promise.resolve(said) });
  }) as typeof fetch;
});
afterEach(() => {
  globalThis.fetch = real_fetch;
  keepToken("");
});

const show = (repo: string | null = null) =>
  render(<SaveRule pattern="reset (by) peer" repo={repo} rule={rule} rules={[rule]} onSaved={() => undefined} />);
const save = () => fireEvent.click(screen.getByRole("button", { name: "Save the rule" }));
const about = () => screen.getByRole<HTMLSelectElement>("combobox", { name: "About" });

describe("saving a rule", () => {
  test("keeps the category of the rule that it replaces, which shows", async () => {
    show();
    expect(about().value).toBe("infra");
    save();
    await screen.findByText(/^Saved/);
    expect(sent).toEqual([
      {
        url: api_paths.rules(),
        body: { name: "Network", pattern: "reset (by) peer", repo: null, category: null, priority: null },
      },
    ]);
  });

  test("says what its failures are about when that is chosen; under a new name it is the code", async () => {
    show();
    fireEvent.change(screen.getByRole("textbox", { name: "Name" }), { target: { value: "Another" } });
    expect(about().value).toBe("code");
    fireEvent.change(about(), { target: { value: "vague" } });
    save();
    await screen.findByText(/^Saved/);
    expect(sent[0]?.body).toMatchObject({ name: "Another", category: "vague" });
  });
});

describe("looking at history again", () => {
  test("goes on until all is done, and sums up", async () => {
    show();
    save();
    answers = [reply({ left: 250, next }), reply({ examined: 240, changed: 1, skipped: 10 })];
    fireEvent.click(await screen.findByRole("button", { name: "Look at the last 14 days' failures again" }));
    await screen.findByText(
      "Looked at 1,240 failed logs again: 3 now say something else. 10 could not be read any more and stay as they were.",
    );
    expect(sent.slice(1).map(({ body }) => body)).toEqual([
      { repo: null, days: 14, after: null },
      { repo: null, days: 14, after: next },
    ]);
    expect(screen.queryByRole("button")).toBeNull();
  });

  test("that is interrupted says how far it is, and goes on from there", async () => {
    show("octo/app");
    fireEvent.click(screen.getByRole("checkbox"));
    save();
    answers = [reply({ left: 250, next }), "The database cannot be reached right now; please try again"];
    fireEvent.click(await screen.findByRole("button", { name: /failures of octo\/app again$/ }));
    await screen.findByText("Looked at 1,000 of 1,250 failed logs again: 2 now say something else.");
    expect((await screen.findByText(/^The database cannot/)).getAttribute("role")).toBe("alert");
    answers = [reply({ examined: 250, changed: 0 })];
    fireEvent.click(screen.getByRole("button", { name: "Go on" }));
    await screen.findByText("Looked at 1,250 failed logs again: 2 now say something else.");
    expect(sent.at(-1)?.body).toEqual({ repo: "octo/app", days: 14, after: next });
  });

  test("with another token than the HUD's asks for it at its field", async () => {
    show();
    save();
    answers = ["Authorization: Bearer is missing or wrong"];
    fireEvent.click(await screen.findByRole("button", { name: /again$/ }));
    expect((await screen.findByText(/token is not right/)).getAttribute("role")).toBe("alert");
    expect(screen.getByLabelText("API token").getAttribute("aria-invalid")).toBe("true");
  });

  test("ends with the page that asked for it", async () => {
    const page = show();
    save();
    answers = Array.from({ length: 9 }, () => reply({ left: 250, next }));
    fireEvent.click(await screen.findByRole("button", { name: /again$/ }));
    page.unmount();
    await waitFor(() => expect(sent).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toHaveLength(2);
  });
});

test("of one repository the page has its rules, its counts and what people said there", async () => {
  const repo = "octo/app";
  const query = (name: string, parameters: Record<string, unknown>) => api_paths.savedQuery(name, parameters);
  renderPage(<Rules />, {
    path: "/rules",
    query: { repo },
    answers: {
      [api_paths.rules(repo)]: { rules: [{ ...rule, fired_14d: 1_234 }], unclassified_14d: 150 },
      [api_paths.repos()]: [],
      [query("unclassified_failures", { repo, days: 14, limit: 100 })]: [],
      [query("annotation_counts", { repo, days: 30 })]: [
        {
          ...{ annotation: "Test flake", failures_14d: 4, failures: 9, commits: 8 },
          last_said: "2026-03-01T00:00:00.000Z",
        },
      ],
    },
  });
  expect((await screen.findByRole("row", { name: /^Network/ })).textContent).toContain("infrastructure");
  expect(screen.getByRole("row", { name: /^Network/ }).textContent).toContain("1,234");
  expect(screen.getByRole("heading", { name: /The rules of octo\/app/ }).textContent).toContain("this repository's");
  expect((await screen.findByRole("row", { name: /^Test flake/ })).textContent).toMatch(/^Test flake498/);
  expect(screen.getByRole("heading", { name: /no rule explains/ }).textContent).toContain("150 in 14 days");
});
