/** @jest-environment jsdom */
/** The badge that says how far behind the pages are: what it makes of each answer, and of none. */
import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { freshnessOf } from "components/frame/freshness";
import { FreshnessBadge } from "components/frame/FreshnessBadge";
import { JobsPanel } from "components/jobs/JobsPanel";
import { Unclassified } from "components/rules/Unclassified";
import { ApiError } from "lib/browser/fetch_json";
import { api_paths } from "lib/browser/paths";
import type { FreshnessAnswer } from "lib/model/answers";
import { renderPage } from "test/kit/render_page";

const at = "2026-03-01T12:00:00Z";
const stages = ["received", "recorded", "replicated"] as const;

/** @param heard how many of the stages something has passed. */
function answer(lag_seconds: number | null, { parked = 0, heard = 3 } = {}): FreshnessAnswer {
  const [received, recorded, replicated] = stages.map((_, stage) => ({ last: stage < heard ? at : null }));
  const none = { last: null };
  return {
    ...{ repo: null, received: received ?? none, recorded: recorded ?? none, parked },
    replicated: { ...(replicated ?? none), lag_seconds },
  };
}

test.each([
  ["is_fresh", "Up to date", answer(0)],
  ["is_fresh", "Up to date", answer(0, { heard: 2 })],
  ["is_lagging", "Up to date · 2 parked", answer(0.4, { parked: 2 })],
  ["is_lagging", "12s behind", answer(12)],
  ["is_stalled", "Stalled 5m 00s", answer(300)],
  // Nothing heard: whether workers run or not, the pages are behind of nothing.
  ["is_unknown", "Not known yet", answer(null, { heard: 0 })],
  ["is_unknown", "Not known yet", answer(0, { heard: 0 })],
  ["is_unknown", "Not known yet", answer(200_000, { heard: 0 })],
  // Recorded, and no worker has ever spoken.
  ["is_stalled", "Stalled", answer(null, { heard: 2 })],
  ["is_stalled", "Stalled · 3 parked", answer(null, { heard: 2, parked: 3 })],
  ["is_unknown", "Not known", answer(null)],
  ["is_unknown", "Not known", answer(null, { heard: 1 })],
])("%s: %s", (state, text, given) => expect(freshnessOf(given)).toMatchObject({ state, text }));

describe("the badge", () => {
  const ask = (repo: string | null = null) => api_paths.freshness(repo);
  const badge = (text: string) => screen.findByText(text);

  test("of a HUD that has heard nothing is calm, and says so", async () => {
    renderPage(<FreshnessBadge repo={null} />, { answers: { [ask()]: answer(0, { heard: 0 }) } });
    const found = await badge("Not known yet");
    expect(found.className).toContain("is_unknown");
    expect(found.title).toContain("No event has been received yet");
  });

  test("says what to do where no worker has ever reported", async () => {
    renderPage(<FreshnessBadge repo={null} />, { answers: { [ask()]: answer(null, { heard: 2 }) } });
    expect((await badge("Stalled")).title).toContain("see that the workers run");
  });

  test.each([
    ["The HUD did not answer.", 0, "Check your connection"],
    ["The store is away.", 503, "/api/readyz"],
    ["It broke.", 500, "log"],
    ["Who are you?", 401, "log in"],
  ])("without an answer (%s) says so, and what to do", async (message, status, advice) => {
    renderPage(<FreshnessBadge repo={null} />, { answers: { [ask()]: new ApiError(message, status) } });
    const { title, className } = await badge("No answer");
    expect(title).toContain(message);
    expect(title).toContain(advice);
    expect(className).toContain("is_unanswered");
  });

  test("of a repository that nothing was heard of is no failure", async () => {
    const heard = new ApiError("Nothing has been heard from a/b yet", 404);
    renderPage(<FreshnessBadge repo="a/b" />, { answers: { [ask("a/b")]: heard } });
    expect((await badge("Not known yet")).title).toContain("heard from a/b");
  });

  test("lets go of its last answer when there is none any more, and of that when answers return", async () => {
    const answers: Record<string, unknown> = { [ask()]: answer(0), [ask("a/b")]: new ApiError("Away", 0) };
    const Page = () => {
      const [repo, setRepo] = useState<string | null>(null);
      return (
        <button onClick={() => setRepo("a/b")}>
          <FreshnessBadge repo={repo} />
        </button>
      );
    };
    renderPage(<Page />, { answers });
    fireEvent.click(await badge("Up to date"));
    await badge("No answer");
    expect(screen.queryByText("Up to date")).toBeNull();
    answers[ask("a/b")] = answer(7);
    act(() => void window.dispatchEvent(new Event("online")));
    await badge("7s behind");
    expect(screen.queryByText("No answer")).toBeNull();
  });
});

test("failures that no rule explains: when they cannot be had, the panel says so", async () => {
  const query = api_paths.savedQuery("unclassified_failures", { repo: "", days: 14, limit: 100 });
  const answers: Record<string, unknown> = { [query]: new ApiError("ClickHouse is away", 503) };
  renderPage(<Unclassified repo={null} count={3} />, { answers });
  expect((await screen.findByRole("alert")).textContent).toContain("ClickHouse is away");
  expect(screen.getByRole("heading", { name: "Failures that no rule explains" })).toBeTruthy();
  answers[query] = [];
  fireEvent.click(screen.getByRole("button", { name: "Retry" }));
  await screen.findByText(/every failed log of these days was explained/);
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a commit that nothing has run for promises no more than the page keeps", () => {
  renderPage(<JobsPanel repo="a/b" jobs={[]} checks={[]} verdicts={[]} />);
  expect(screen.getByText(/Nothing has run for this commit yet/).textContent).toContain("by itself");
});
