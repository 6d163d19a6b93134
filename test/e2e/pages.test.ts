/** The pages as a person meets them: a real HUD, fed with signed deliveries, in a real browser. */
import type { Browser, Page } from "playwright-core";
import { launchBrowser, visit, type Visit } from "test/kit/browser";
import { type ExpectedRow, hash, Traffic } from "test/kit/ci_traffic";
import { start_ms_max, startHud, type TestHud } from "test/kit/hud";
import { marks } from "lib/model/mark";
import { Chance, HudClient, inParallel, until } from "test/kit/hud_client";
import { isWhole, pageFaults, violations } from "test/kit/page_faults";
import { jobShows } from "test/kit/shown_job";

const repo = "acme/rocket";
const commits = 6;
const now = Math.floor(Date.now() / 1000) * 1000;
const chance = new Chance(4);
const traffic = new Traffic(repo, chance, now - 86_400_000);
for (let number = 1; number <= commits; number++) {
  traffic.push([
    { message: `Change ${number} (#${number})\n\nSee https://example.com/${number}.\n\n<img src=x onerror=alert(1)>` },
  ]);
}
traffic.merged(1, traffic.rows[0]?.sha ?? "");
const newest = traffic.rows.at(-1)?.sha ?? "";

const schemes = ["light", "dark"] as const;

let hud: TestHud;
let client: HudClient;
let browser: Browser;

/** What was started, undone in the opposite order. */
const endings: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  hud = await startHud();
  endings.push(() => hud.stop());
  client = new HudClient(hud);
  browser = await launchBrowser();
  endings.push(() => browser.close());
}, start_ms_max);

afterAll(async () => {
  for (const end of endings.toReversed()) await end();
}, 30_000);

const withPage = (look: (page: Page) => Promise<void>, options: Visit = {}): Promise<void> =>
  visit(browser, hud.url, look, options);

test(
  "an empty HUD says how to send the first event, and shows its repository within 2 s of it",
  () =>
    withPage(async (page) => {
      await page.goto("/");
      await page.getByRole("heading", { name: "No repository yet" }).waitFor();
      await page.getByText(`${hud.url}/api/github/webhooks`).waitFor();
      expect(await page.content()).not.toContain(hud.secrets.github_webhook);
      await page.getByRole("button", { name: "Copy the backfill command" }).waitFor();
      expect(await violations(page)).toEqual([]);

      const [first, ...rest] = traffic.deliveries;
      if (!first) throw new Error("No deliveries");
      expect(await client.deliver(first)).toMatchObject({ status: 200 });
      const began = performance.now();
      await page.getByRole("link", { name: repo, exact: true }).waitFor();
      // 2 s for the poll and the replication, three times that for a slow machine that does other things too.
      expect(performance.now() - began).toBeLessThan(6_000);

      await inParallel(rest, 8, async (delivery) => {
        expect(await client.deliver(delivery)).toMatchObject({ status: 200 });
      });
    }),
  180_000,
);

/** What the grid on the screen says of one commit: its cells' labels by job name. */
const cellsOf = (page: Page, sha: string): Promise<Record<string, string>> =>
  page.evaluate(
    (short) => {
      const names = [
        ...document.querySelectorAll(
          "[role=row][aria-rowindex='1'] [role=columnheader][aria-label]:not([aria-colindex='1'])",
        ),
      ].map((head) => head.getAttribute("aria-label"));
      const row = document.querySelector(`[role=row][data-sha^="${short}"]`);
      const cells = [...(row?.querySelectorAll("[role=gridcell]") ?? [])];
      return Object.fromEntries(
        names.flatMap((name, index) => {
          const label = cells[index]?.getAttribute("aria-label");
          return name && label && label !== "No run" ? [[name, label.replace(", first bad commit", "")]] : [];
        }),
      );
    },
    sha.slice(0, 7),
  );

const expectedCells = ({ cells }: ExpectedRow): Record<string, string> =>
  Object.fromEntries(
    [...cells].map(([name, { conclusion, flaky }]) => {
      const known = Object.keys(marks).find((tone) => tone === conclusion);
      if (known === undefined) throw new Error(`No such conclusion: ${conclusion}`);
      return [name, marks[flaky ? "flaky" : (known as keyof typeof marks)].label]; // `find` forgets that it is a key.
    }),
  );

async function openGrid(page: Page, query = ""): Promise<void> {
  await page.goto(`/hud/${repo}/main${query}`);
  await page.locator("[role=row][data-sha]").first().waitFor({ state: "attached" });
}

test(
  "the grid says of every commit and job what is so",
  () =>
    withPage(async (page) => {
      for (const row of traffic.rows) {
        await until(
          `the cells of ${row.commitTitle}`,
          async () => {
            if (page.url() === "about:blank" || Object.keys(await cellsOf(page, row.sha)).length < row.cells.size)
              await openGrid(page);
            return JSON.stringify(sorted(await cellsOf(page, row.sha))) === JSON.stringify(sorted(expectedCells(row)));
          },
          { every_ms: 500 },
        ).catch(() => undefined);
        expect(await cellsOf(page, row.sha)).toEqual(expectedCells(row));
      }
      expect(await page.title()).toBe("main · acme/rocket · HUD");
      expect(await page.locator("[role=row][data-sha]").count()).toBe(commits);
    }),
  180_000,
);

const sorted = (cells: Record<string, string>): [string, string][] =>
  Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1));

test("one card follows the pointer, is pinned by a click and let go by Escape", () =>
  withPage(async (page) => {
    await openGrid(page);
    const cells = page.locator('[role=gridcell][aria-label^="Failure"]');
    await cells.nth(0).hover();
    await page.getByRole("tooltip").waitFor();
    await cells.nth(1).hover();
    await page.getByRole("tooltip").waitFor();
    expect(await page.getByRole("tooltip").count()).toBe(1);
    await cells.nth(1).click();
    const card = page.getByRole("dialog");
    expect(await card.getByRole("link", { name: "Job on GitHub" }).getAttribute("href")).toMatch(
      /^https:\/\/github\.com\/acme\/rocket\//,
    );
    expect(await card.getByText(/took \d+/).count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    expect(await card.count()).toBe(0);
  }));

test("the filter is typed after /, is kept in the address and while paging, and says what is wrong with it", () =>
  withPage(async (page) => {
    await openGrid(page, "?per_page=3");
    await page.keyboard.press("/");
    await page.keyboard.type("ruff");
    await page.getByText(/3 commits × 1 of \d+ jobs/).waitFor();
    await page.waitForURL(/name_filter=ruff/);
    await page.getByRole("link", { name: "Older" }).click();
    await page.waitForURL(/page=1&per_page=3&name_filter=ruff/);
    await page.getByText(/3 commits × 1 of \d+ jobs/).waitFor();
    await page.reload();
    await page.getByText(/3 commits × 1 of \d+ jobs/).waitFor();
    await page.getByRole("searchbox", { name: "Filter jobs" }).fill("/[/");
    await page.getByRole("alert").getByText("Not a regular expression").waitFor();
    expect(await page.locator("[role=columnheader][aria-label]").count()).toBeGreaterThan(10);
  }));

test("a commit's page lists its jobs, worst first, and shows other people's text as text", () =>
  withPage(async (page) => {
    await page.goto(`/${repo}/commit/${newest}`);
    await page.getByRole("heading", { level: 1, name: `Change ${commits}` }).waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    await page.getByRole("link", { name: `https://example.com/${commits}` }).waitFor();
    expect(await page.locator("details").count()).toBeGreaterThanOrEqual(4);
    await page.getByRole("link", { name: "main", exact: true }).click();
    await page.locator("[role=row][data-sha]").first().waitFor({ state: "attached" });
    const { pathname, hash: place } = new URL(page.url());
    expect([pathname, place]).toEqual([`/hud/${repo}/main`, `#${newest}`]);
  }));

test.each([
  [1600, "no-preference"],
  [390, "reduce"],
] as const)(
  "a job's link shows the job, on a fresh load and when it is folded, %d px wide, motion: %s",
  (width, motion) =>
    withPage(
      async (page) => {
        await page.goto(`/${repo}/commit/${newest}`);
        const id = (await page.locator("[data-job]").last().getAttribute("data-job")) ?? "";
        await page.goto("/docs/api");
        await page.goto(`/${repo}/commit/${newest}#job-${id}`);
        await jobShows(page, id);
        await page.locator("summary:visible").last().click();
        await page.evaluate("location.hash = ''");
        await page.evaluate(`location.hash = "job-${id}"`);
        await jobShows(page, id);
        await until("the mark is gone", async () => (await page.locator("[data-marked]").count()) === 0);
        expect(await violations(page)).toEqual([]);
      },
      { viewport: { width, height: 420 }, reducedMotion: motion },
    ),
);

test("a pull request's page, and the jump box that leads to it", () =>
  withPage(async (page) => {
    await page.goto("/");
    await page.getByRole("combobox", { name: /Go to/ }).fill(`${repo}#1`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Pull 1" }).waitFor();
    await page.getByText("Merged", { exact: true }).waitFor();
    expect(await page.getByRole("combobox", { name: "Head" }).inputValue()).toBe(hash("head 1"));
    expect(await page.title()).toBe("#1 Pull 1 · acme/rocket · HUD");
  }));

/** A pull request whose first head is done with, and whose second fails in two ways and passes on a retry in a third. */
const heads = [hash("pull 2, first"), hash("pull 2, second")] as const;
const failures = {
  ...{ trunk: "ruff", fresh: "a new job", retried: "mypy (3.12)" },
  later: "spelling",
} as const;

async function openPull(): Promise<void> {
  const told = new Traffic(repo, chance, now - 40_000_000);
  const pull = (head: string, second: number) =>
    told.tell("pull_request", {
      action: "synchronize",
      pull_request: {
        ...{ number: 2, title: "Try `it`", state: "open", draft: false, merged: false, user: { login: "bob" } },
        body: "**Why**: #1, see https://example.com/why\n\n<img src=x onerror=alert(1)>\n<!-- hidden -->",
        ...{ base: { ref: "main", sha: newest }, labels: [{ name: "ci: new" }], merge_commit_sha: null },
        head: { ref: "topic-2", sha: head, repo: { full_name: repo } },
        ...{ html_url: `https://github.com/${repo}/pull/2`, created_at: told.at(0), updated_at: told.at(second) },
        ...{ closed_at: null, merged_at: null },
      },
    });
  pull(heads[0], 1);
  pull(heads[1], 600);
  tellRun(
    told,
    heads[1],
    { id: 8_000, attempt: 1, workflow: "Lint" },
    {
      ...{ [failures.fresh]: "failure", [failures.retried]: "failure", prettier: "success" },
    },
  );
  tellRun(told, heads[1], { id: 8_000, attempt: 2, workflow: "Lint" }, { [failures.retried]: "success" });
  tellRun(told, heads[1], { id: 8_001, attempt: 1, workflow: "docs" }, { html: "success", [failures.later]: null });
  told.tell("pull_request_review", {
    ...{ action: "submitted", pull_request: { number: 2 } },
    review: {
      ...{ id: 71, state: "approved", user: { login: "eve" }, body: null, commit_id: heads[1] },
      ...{ submitted_at: told.at(700), html_url: `https://github.com/${repo}/pull/2#review` },
    },
  });
  for (const delivery of told.deliveries) expect(await client.deliver(delivery)).toMatchObject({ status: 200 });
}

/** One attempt: each job waits a while, runs a while and ends as it is told; null: it is still running. */
function tellRun(
  told: Traffic,
  sha: string,
  { id, attempt, workflow }: { id: number; attempt: number; workflow: string },
  jobs: Record<string, string | null>,
): void {
  const fields = { id, run_attempt: attempt, head_sha: sha, head_branch: "topic-2" };
  told.tell("workflow_run", {
    workflow_run: {
      ...{ ...fields, name: workflow, event: "pull_request", status: "completed", conclusion: "failure" },
      ...{ created_at: told.at(700), updated_at: told.at(700 + attempt), head_repository: { full_name: repo } },
      ...{
        path: ".github/workflows/x.yml",
        html_url: `https://github.com/${repo}/actions/runs/${id}`,
        head_commit: null,
      },
    },
  });
  for (const [index, [name, conclusion]] of Object.entries(jobs).entries()) {
    const job_id = id * 1_000 + attempt * 100 + index;
    const began = 700 + attempt * 600;
    told.tell("workflow_job", {
      workflow_job: {
        ...{ ...fields, id: job_id, run_id: id, name, workflow_name: workflow, conclusion, labels: [], steps: [] },
        ...{ status: conclusion === null ? "in_progress" : "completed", created_at: told.at(began) },
        ...{ started_at: told.at(began + 10), completed_at: conclusion && told.at(began + 60 + index) },
        ...{ html_url: `https://github.com/${repo}/actions/runs/${id}/job/${job_id}`, runner_name: "runner 1" },
      },
    });
  }
}

test(
  "a pull request's page begins with the verdict, picks heads, runs and attempts, draws the time, and keeps up",
  () =>
    withPage(async (page) => {
      await openPull();
      await until("the jobs are there", async () =>
        (await client.send(`/api/${repo}/pull/2`)).text.includes(failures.later),
      );
      await page.goto(`/${repo}/pull/2`);
      const verdict = page.getByRole("region", { name: "Verdict" });
      await verdict.getByText("1 failure looks new, 1 is flaky (passed on a retry), 1 pending").waitFor();
      await verdict.getByText("Flaky, passed in the end").waitFor();
      expect(await page.locator("main img").count()).toBe(0);
      expect(await page.getByRole("link", { name: "https://example.com/why" }).getAttribute("rel")).toContain(
        "nofollow",
      );
      expect(await page.getByText("hidden").count()).toBe(0);
      await page.getByRole("link", { name: "✓ eve approved" }).waitFor();

      // The run as its first attempt left it, in the address too.
      const picker = page.getByRole("combobox", { name: "Run of Lint" });
      await picker.selectOption("8000.1");
      await page.waitForURL(/run=8000\.1/);
      await page.getByRole("button", { name: "2 failed" }).waitFor();
      await page.reload();
      expect(await picker.inputValue()).toBe("8000.1");

      await page.getByRole("heading", { name: "Timeline" }).click();
      const bar = page.getByRole("list", { name: "Jobs by start" }).getByRole("link").first();
      await bar.focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/#job-\d+$/);

      // Told while somebody looks: the page says so by itself.
      const told = new Traffic(repo, chance, now - 40_000_000);
      tellRun(
        told,
        heads[1],
        { id: 8_001, attempt: 1, workflow: "docs" },
        { html: "success", [failures.later]: "success" },
      );
      for (const delivery of told.deliveries) await client.deliver(delivery);
      await verdict.getByText("1 failure looks new, 1 is flaky (passed on a retry)", { exact: true }).waitFor();

      await page.getByRole("combobox", { name: "Head" }).selectOption(heads[0]);
      await page.waitForURL(new RegExp(`sha=${heads[0]}`));
      await page.getByText("Nothing has run yet").waitFor();
      await page.getByText("Not the newest head").waitFor();
    }),
  180_000,
);

test("a verdict leads to the attempt that failed, whatever hides it; so does Back", () =>
  withPage(async (page) => {
    await page.goto(`/${repo}/pull/2?conclusion=success&name_filter=html`);
    const link = page
      .getByRole("region", { name: "Verdict" })
      .getByRole("link", { name: `Lint / ${failures.retried}` });
    await link.click();
    await jobShows(page, 8_000_101);
    expect(new URL(page.url()).search).toBe("");
    await page.getByRole("button", { name: "Hide 1 earlier" }).click();
    await link.click();
    await jobShows(page, 8_000_101);

    await page.getByRole("list", { name: "Slowest jobs" }).getByRole("link", { name: failures.later }).click();
    await jobShows(page, 8_001_101);
    await page.goBack();
    await jobShows(page, 8_000_101);
    await page.getByRole("link", { name: "Commit page" }).click();
    await page.waitForURL(/\/commit\//);
    await page.goBack();
    await jobShows(page, 8_000_101);
  }));

test(
  "somebody who knows the token says what a failure was, and takes it back",
  () =>
    withPage(
      async (page) => {
        await page.goto(`/${repo}/pull/2`);
        const verdict = page.getByRole("region", { name: "Verdict" });
        await verdict.getByRole("button", { name: `Annotate Lint / ${failures.fresh}` }).click();
        const form = verdict.getByRole("form");
        await form.getByRole("radio", { name: "Infra flake" }).check();
        await form.getByLabel("Your name").fill("eve");
        await form.getByLabel("API token").fill("wrong");
        await form.getByRole("button", { name: "Save" }).click();
        await form.getByRole("alert").waitFor();
        await form.getByLabel("API token").fill(hud.secrets.api_token);
        expect(await violations(page)).toEqual([]);
        await form.getByRole("button", { name: "Save" }).click();
        await verdict.getByText("1 failure is infrastructure, 1 is flaky (passed on a retry)").waitFor();
        expect(
          await verdict.getByText("Eve says: Infra flake").or(verdict.getByText("eve says: Infra flake")).count(),
        ).toBe(1);

        // The token is remembered while the tab is open.
        await verdict.getByRole("button", { name: `Change Lint / ${failures.fresh}` }).click();
        expect(await form.getByLabel("API token").count()).toBe(0);
        await form.getByRole("button", { name: "Take it back" }).click();
        await verdict.getByText("1 failure looks new").waitFor();
      },
      { allowed: /401/ },
    ),
  180_000,
);

test("a badge says how a branch is doing, and is not sent twice", async () => {
  const badge = await client.send(`/api/${repo}/badge.svg?branch=main`);
  expect(badge).toMatchObject({ status: 200, headers: { "content-type": expect.stringMatching(/svg/) } });
  expect(badge.text).toMatch(/^<svg .*aria-label="acme\/rocket main: \d+ jobs are failing"/);
  const etag = String(badge.headers.etag);
  expect(await client.send(`/api/${repo}/badge.svg`, { headers: { "If-None-Match": etag } })).toMatchObject({
    status: 304,
  });
  expect(await client.send("/api/acme/unheard-of/badge.svg")).toMatchObject({ status: 404 });
});

test.each([
  ["/hud/acme/rokcet/main", "acme/rocket"],
  ["/hud/acme/rokcet", "acme/rocket"],
  ["/hud/acme/rocket/mian", "main"],
  [`/acme/rocket/commit/${"0".repeat(40)}`, "main"],
  ["/acme/rocket/commit/abc1234", "main"],
  ["/acme/rocket/pull/99999", "main"],
  ["/acme/rocket/pull/x", "acme/rocket"],
  ["/no/such/page", "acme/rocket"],
])("%s is a 404 that leads on", (path, link) =>
  withPage(async (page) => {
    expect((await page.goto(path))?.status()).toBe(404);
    await page.locator("main").getByRole("link", { name: link, exact: true }).waitFor();
  }),
);

test("a repository's address leads to its default branch", () =>
  withPage(async (page) => {
    await page.goto(`/hud/${repo}`);
    expect(new URL(page.url()).pathname).toBe(`/hud/${repo}/main`);
  }));

test.each(schemes)(
  "in a %s system the colours follow it or the reader's choice, from the first paint on",
  (colorScheme) =>
    withPage(
      async (page) => {
        const scheme = () => page.evaluate(() => document.documentElement.getAttribute("data-color-scheme"));
        await page.goto("/docs/api");
        expect(await scheme()).toBe(colorScheme);
        const toggle = page.getByRole("button", { name: /^Colours: / });
        await toggle.click();
        await page.getByRole("button", { name: /^Colours: light/ }).waitFor();
        await toggle.click();
        await page.getByRole("button", { name: /^Colours: dark/ }).waitFor();
        // Without the page's own scripts: what is left is what the first paint sees.
        await page.route("**/_next/**/*.js", (route) => route.abort());
        await page.goto("/docs/api");
        expect(await scheme()).toBe("dark");
      },
      { colorScheme, allowed: /net::ERR_FAILED/ },
    ),
);

test("when the HUD cannot answer the page says so, and Retry heals it", () =>
  withPage(async (page) => {
    await page.route("**/api/grid/**", (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/json",
        body: '{"error":"The warehouse cannot be reached"}',
      }),
    );
    await page.goto(`/hud/${repo}/main?per_page=3`);
    await page.getByRole("alert").getByText("The warehouse cannot be reached").waitFor();
    await page.unroute("**/api/grid/**");
    await page.getByRole("button", { name: "Retry" }).click();
    await page.locator("[role=row][data-sha]").first().waitFor({ state: "attached" });
  }));

test.each([1600, 390])(
  "every page %d px wide fits, and axe finds nothing serious, in light and dark",
  (width) =>
    withPage(
      async (page) => {
        const heading = (name: string | RegExp) => page.getByRole("heading", { level: 1, name });
        const pages = [
          ["/", page.getByRole("link", { name: repo, exact: true })],
          [`/hud/${repo}/main`, page.locator("[role=row][data-sha]").first()],
          [`/${repo}/commit/${newest}`, heading(`Change ${commits}`)],
          [`/${repo}/pull/1`, heading("Pull 1")],
          [`/${repo}/pull/2`, page.getByRole("region", { name: "Verdict" }).getByText(/1 is flaky/)],
          ["/docs/api", heading(/./)],
          ["/no/such/page", page.locator("main").getByRole("link", { name: repo, exact: true })],
        ] as const;
        for (const [path, content] of pages) {
          await page.emulateMedia({ colorScheme: "light" });
          await page.goto(path);
          await content.waitFor({ state: "attached" });
          await until(`${path} is whole`, () => isWhole(page));
          expect([path, await pageFaults(page)]).toEqual([path, []]);
        }
      },
      { viewport: { width, height: 900 } },
    ),
  180_000,
);
