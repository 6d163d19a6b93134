/** Out-of-tree results as a person meets them: a real HUD, fed with relay callbacks, in a real browser. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { OotBackendsAnswer } from "lib/model/oot_answers";
import { launchBrowser, visit, type Visit } from "test/kit/browser";
import * as make from "test/kit/deliveries";
import { start_ms_max, startHud, type TestHud } from "test/kit/hud";
import { HudClient, until } from "test/kit/hud_client";
import { callback, sha } from "test/kit/oot";
import { pageFaults, violations } from "test/kit/page_faults";

const upstream = make.repo;
const backend = "vendor/rocket-npu";
const run_url = "https://github.com/vendor/rocket-npu/actions/runs/77/job/1";

let hud: TestHud;
let client: HudClient;
let browser: Browser;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hud-oot-e2e-"));
  const allowlist = join(folder, "allowlist.yaml");
  await writeFile(allowlist, "L1: [never/reported]\nL4: { vendor/rocket-npu: [kim] }\n");
  hud = await startHud({ env: { HUD_OOT_ALLOWLIST: allowlist } });
  client = new HudClient(hud);
  browser = await launchBrowser();

  const head = sha("head");
  expect(
    (
      await client.deliver(
        make.pull({ number: 7, title: "Make it faster", head: { ref: "t", sha: head, repo: { full_name: upstream } } }),
      )
    ).status,
  ).toBe(200);
  const job = { backend, upstream, pr: 7, delivery: "d1", head: "head" };
  const told = [
    callback({
      ...job,
      job: "test",
      check: 1,
      attempt: 1,
      hours_ago: 2,
      conclusion: "failure",
      more: { url: run_url, test_results: { passed: 10, failed: 3 } },
    }),
    callback({ ...job, job: "build", check: 2, hours_ago: 2 }),
    callback({ ...job, job: "long", check: 3, hours_ago: 7, status: "in_progress" }),
    callback({
      ...job,
      job: "evil",
      check: 4,
      more: { url: "javascript:alert(1)", artifact_url: "javascript:alert(2)" },
    }),
    callback({ ...job, backend: "other/backend", job: "smoke", check: 5, level: null }),
    callback({ ...job, pr: undefined, event: "nightly", delivery: "n1", job: "nightly", check: 6 }),
  ];
  for (const body of told) expect((await client.callback(body)).status).toBe(200);
  await until("every result to be replicated", async () => {
    const { backends } = await client.json<OotBackendsAnswer>("/api/oot/backends");
    return backends.reduce((sum, { total }) => sum + total, 0) === 5;
  });
}, start_ms_max);

afterAll(async () => {
  await browser.close();
  await hud.stop();
  await rm(folder, { recursive: true, force: true });
}, 30_000);

const withPage = (look: (page: Page) => Promise<void>, options: Visit = {}): Promise<void> =>
  visit(browser, hud.url, look, options);

test(
  "from the list to a backend's dashboard to the run that failed",
  () =>
    withPage(async (page) => {
      await page.goto("/");
      await page.getByRole("link", { name: "Out-of-tree" }).click();
      await page.getByRole("heading", { name: "Out-of-tree backends" }).waitFor();
      const row = page.getByRole("row").filter({ hasText: backend });
      expect(await row.innerText()).toMatch(/L2[\s\S]*66\.6%/); // The level that a callback tells wins.
      expect(await row.innerText()).toContain("1 stale");
      await page.getByRole("row").filter({ hasText: "never/reported" }).getByText("Never reported").waitFor();
      await page.getByRole("button", { name: "Nightly" }).click();
      await page.waitForURL(/scope=nightly/);
      await row.filter({ hasText: "100%" }).waitFor();
      await page.getByRole("button", { name: "Pull requests" }).click();
      await page.waitForURL((url) => !url.search.includes("scope"));

      await row.getByRole("link", { name: backend, exact: true }).click();
      await page.waitForURL(`**/oot/${backend}`);
      const failing = page.getByRole("region", { name: /Failing now/ });
      await failing.waitFor();
      expect(await failing.getByRole("link", { name: "ci / test" }).getAttribute("href")).toBe(run_url);
      expect(await failing.innerText()).toContain("3 failed, 10 passed");
      expect(await failing.innerText()).toContain("Make it faster");

      await page.getByRole("button", { name: /ci \/ test: Failure/ }).click();
      const card = page.getByRole("dialog", { name: "ci / test" });
      expect(await card.getByRole("link", { name: "Run" }).getAttribute("href")).toBe(run_url);
      await page.keyboard.press("Escape");
      await card.waitFor({ state: "detached" });
      expect(await page.content()).not.toContain("javascript:");
      await failing.getByRole("link", { name: "#7" }).click();
      await page.waitForURL(`**/${upstream}/pull/7`);
    }),
  180_000,
);

test("a later attempt that passes is what counts, and the earlier one stays in the card", async () => {
  const job = { backend: "again/backend", upstream, pr: 7, delivery: "a", head: "head", job: "flaky" };
  await client.callback(callback({ ...job, check: 2, attempt: 2, hours_ago: 1 }));
  await client.callback(callback({ ...job, check: 1, attempt: 1, hours_ago: 2, conclusion: "failure" }));
  await withPage(async (page) => {
    await until("both attempts", async () => {
      const found = await client.query("oot_backend_dashboard", { repo: "again/backend", days: 1 });
      return found.length === 2;
    });
    await page.goto("/oot/again/backend");
    await page
      .getByRole("button", { name: /ci \/ flaky: Success/ })
      .filter({ hasText: "attempts" })
      .waitFor();
    await page.getByRole("button", { name: /ci \/ flaky/ }).hover();
    await page.getByRole("tooltip").getByText("Earlier attempts").waitFor();
    expect(await page.getByText("Failing now").count()).toBe(0);
  });
}, 180_000);

test(
  "the pull request's page has the section, worst backend first, and stays alive when its query fails",
  () =>
    withPage(async (page) => {
      await page.goto(`/${upstream}/pull/7`);
      const section = page.getByRole("region", { name: "Out-of-tree backends" });
      await section.waitFor();
      expect((await section.getByRole("heading", { level: 3 }).allInnerTexts())[0]).toBe(backend);
      await section.getByText("Stale", { exact: true }).waitFor();
      expect(await section.getByRole("link", { name: "ci / test" }).getAttribute("href")).toBe(run_url);
      expect(await section.getByRole("link", { name: `Dashboard of ${backend}` }).getAttribute("href")).toBe(
        `/oot/${backend}`,
      );
      expect(await page.content()).not.toContain("javascript:");
      expect(await violations(page)).toEqual([]);

      const query = "**/api/clickhouse/oot_pr_results*";
      const body = { error: "The query took too long; ask for less" };
      await page.route(query, (route) => route.fulfill({ status: 503, json: body }));
      await page.reload();
      await page.getByRole("alert").getByText(body.error).waitFor();
      await page.getByRole("heading", { name: /Make it faster/ }).waitFor();
      await page.unroute(query);
      await page.getByRole("button", { name: "Retry" }).click();
      await section.getByText("Stale", { exact: true }).waitFor();
    }),
  180_000,
);

test(
  "a commit's page has it too; a pull request that no backend reported on has no empty box",
  () =>
    withPage(async (page) => {
      await page.goto(`/${upstream}/commit/${sha("head")}`);
      await page.getByRole("region", { name: "Out-of-tree backends" }).waitFor();
      expect((await client.deliver(make.pull({ number: 8, title: "Nobody looked" }))).status).toBe(200);
      await until("the other pull request", async () => {
        const found = await client.query("pull_query", { repo: upstream, number: 8 });
        return found.length === 1;
      });
      await page.goto(`/${upstream}/pull/8`);
      await page.getByRole("heading", { name: /Nobody looked/ }).waitFor();
      await page.waitForLoadState("networkidle");
      expect(await page.getByText("Out-of-tree backends").count()).toBe(0);
    }),
  180_000,
);

test(
  "an unknown backend is a 404 page that helps; its badge has no data",
  () =>
    withPage(async (page) => {
      const response = await page.goto("/oot/no/body");
      expect(response?.status()).toBe(404);
      await page.getByRole("heading", { name: "Nothing has been heard of the backend no/body" }).waitFor();
      expect((await client.send("/api/oot/no/body")).status).toBe(404);
      expect((await page.goto("/oot/never/reported"))?.status()).toBe(200);
      await page.getByText("Never reported").waitFor();

      const badge = await client.send("/api/oot/no/body/badge.svg");
      expect(badge).toMatchObject({ status: 200, text: expect.stringContaining("no data") });
      expect(badge.headers).toMatchObject({
        "content-type": "image/svg+xml; charset=utf-8",
        "cache-control": expect.stringContaining("max-age=300"),
      });
      expect((await client.send(`/api/oot/${backend}/badge.svg`)).text).toContain("66.6% passing");
      const table = await client.send("/api/oot/backends?format=csv");
      expect(table.headers["content-type"]).toBe("text/csv; charset=utf-8");
      expect(table.text.split("\r\n")).toHaveLength(6);
      for (const bad of ["days=0", "days=x", "scope=all", "upstream=a", "what=1", "format=xml"]) {
        expect([bad, (await client.send(`/api/oot/backends?${bad}`)).status]).toEqual([bad, 400]);
      }
    }),
  180_000,
);

test.each([1600, 390])(
  "the pages are accessible and fit %i px, in light and dark",
  (width) =>
    withPage(
      async (page) => {
        for (const [address, title, content] of [
          ["/oot", "Out-of-tree backends", "Never reported"],
          [`/oot/${backend}`, /Pull requests × jobs/, "Make it faster"],
        ] as const) {
          await page.emulateMedia({ colorScheme: "light" });
          await page.goto(address);
          await page.getByRole("heading", { name: title }).last().waitFor();
          await page.getByText(content).first().waitFor();
          expect([address, await pageFaults(page)]).toEqual([address, []]);
        }
      },
      { viewport: { width, height: 900 } },
    ),
  180_000,
);
