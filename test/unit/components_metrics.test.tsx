/** @jest-environment jsdom */
/** The metrics page: of which repository and branch its figures are, and what it says when that is not known. */
import { screen } from "@testing-library/react";
import { Metrics } from "components/metrics/Metrics";
import { ApiError } from "lib/browser/fetch_json";
import { renderPage } from "test/kit/render_page";

const repos = [
  { repo: "acme/rocket", branches: ["trunk", "next"], last_event: null },
  { repo: "vendor/backend", branches: [], last_event: null },
];
const pressed = (name: string) => screen.getByRole("button", { name }).getAttribute("aria-pressed");

test("the figures are of the default branch, where one is known", async () => {
  renderPage(<Metrics />, { query: { repo: "acme/rocket" }, answers: { "/api/repos": repos } });
  expect(await screen.findByRole("button", { name: "trunk" })).toBeTruthy();
  expect(pressed("trunk")).toBe("true");
  expect(pressed("Every branch")).toBe("false");
});

test("of a repository without a branch of its own they are of every branch, and say so", async () => {
  renderPage(<Metrics />, { query: { repo: "vendor/backend" }, answers: { "/api/repos": repos } });
  expect(await screen.findByRole("region", { name: "Time to signal" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Default branch" })).toBeNull();
  expect(pressed("Every branch")).toBe("true");
});

test("an unknown repository, an HUD that does not answer and a missing choice are each told", async () => {
  const unknown = renderPage(<Metrics />, { query: { repo: "acme/none" }, answers: { "/api/repos": repos } });
  expect(await screen.findByRole("heading", { name: "Nothing has been heard of acme/none" })).toBeTruthy();
  unknown.unmount();
  const away = { "/api/repos": new ApiError("An engine is away", 503) };
  const failing = renderPage(<Metrics />, { query: { repo: "acme/rocket" }, answers: away });
  expect(screen.getByRole("status").textContent).toBe("Loading the metrics");
  expect(await screen.findByRole("button", { name: "Retry" })).toBeTruthy();
  failing.unmount();
  renderPage(<Metrics />, { answers: { "/api/repos": repos } });
  const link = await screen.findByRole("link", { name: "acme/rocket" });
  expect(link.getAttribute("href")).toBe("/metrics?repo=acme%2Frocket");
});
