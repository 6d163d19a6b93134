/** Setting a repository up, and what it is for: its tests, artifacts and metrics, as a person meets them. */
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { CommitPageAnswer } from "lib/model/answers";
import type { SetupAnswer } from "lib/model/setup";
import { launchBrowser, visit, type Visit } from "test/kit/browser";
import { Traffic } from "test/kit/ci_traffic";
import { fakeGithub } from "test/kit/fake_github";
import { start_ms_max, startHud, type TestHud } from "test/kit/hud";
import { Chance, HudClient, inParallel, until } from "test/kit/hud_client";
import { isWhole, pageFaults } from "test/kit/page_faults";

const repo = "acme/tested";
const now = Math.floor(Date.now() / 1000) * 1000;
const traffic = new Traffic(repo, new Chance(8), now - 7_200_000);
for (let number = 1; number <= 2; number++) traffic.push([{ message: `Change ${number}` }]);
const shas = traffic.rows.map(({ sha }) => sha);
const newest = shas.at(-1) ?? "";

const ping = (name: string, events: readonly string[]) => ({
  event: "ping",
  payload: {
    zen: "Design for failure.",
    hook_id: 77,
    hook: { type: "Repository", id: 77, active: true, events, config: { content_type: "json" } },
    repository: { full_name: name, default_branch: "main", html_url: `https://github.com/${name}` },
  },
});

/** A flaky test, one that is broken, one that passes, one that is skipped; on the newest commit a new one. */
function report({ attempt, last }: { attempt: number; last: boolean }): string {
  const cases = [
    `<testcase classname="tests.Engine" name="test_flaky" file="tests/test_engine.py" time="0.4">${attempt === 1 ? '<failure message="AssertionError: 3 != 4">in test_flaky\nAssertionError: 3 != 4 &lt;img src=x&gt;</failure>' : ""}</testcase>`,
    '<testcase classname="tests.Engine" name="test_broken" file="tests/test_engine.py" time="1.5"><failure message="KeyError: &apos;fuel&apos;">Traceback\nKeyError</failure></testcase>',
    '<testcase classname="tests.Tank" name="test_full" file="tests/test_tank.py" time="12.5"/>',
    '<testcase classname="tests.Tank" name="test_gpu" file="tests/test_tank.py" time="0"><skipped message="no GPU"/></testcase>',
    ...(last ? ['<testcase classname="tests.Tank" name="test_new" file="tests/test_tank.py" time="0.1"/>'] : []),
  ];
  return `<testsuites><testsuite name="pytest" tests="${cases.length}">${cases.join("")}</testsuite></testsuites>`;
}

const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" });

let github: Awaited<ReturnType<typeof fakeGithub>>;
let hud: TestHud;
let client: HudClient;
let browser: Browser;
const endings: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  github = await fakeGithub({
    repos: [],
    routes: [
      [
        "POST",
        /^\/organizations\/acme\/settings\/apps\/new$/,
        ({ url }) => {
          const back = new URL("/api/setup/github-app", hud.url);
          back.search = new URLSearchParams({ code: "c0de", state: url.searchParams.get("state") ?? "" }).toString();
          return { status: 302, headers: { location: back.href }, body: {} };
        },
      ],
      [
        "POST",
        /^\/api\/v3\/app-manifests\/c0de\/conversions$/,
        () => ({
          status: 201,
          body: {
            ...{ id: 4711, slug: "hud-acme", name: "HUD acme", html_url: `${github.url}/apps/hud-acme` },
            ...{ owner: { login: "acme" }, pem: key, webhook_secret: null },
          },
        }),
      ],
    ],
  });
  endings.push(() => github.stop());
  hud = await startHud({ env: { GITHUB_API_URL: `${github.url}/api/v3` } });
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

const upload = (path: string, body: string, type = "application/xml") =>
  client.send(path, {
    method: "POST",
    headers: { Authorization: `Bearer ${hud.secrets.api_token}`, "Content-Type": type },
    body,
  });

const setupOf = (name: string) => client.json<SetupAnswer>(`/api/setup?repo=${name}`);

test(
  "a repository never seen before is on the first page moments after its first event, beside others",
  () =>
    withPage(async (page) => {
      expect((await client.deliver(ping("acme/first", ["*"]))).status).toBe(200);
      await page.goto("/");
      await page.getByRole("link", { name: "acme/first" }).waitFor();
      expect((await client.deliver(ping(repo, ["push", "workflow_job", "workflow_run"]))).status).toBe(200);
      // By the page itself, which nobody loads again.
      await page.getByRole("link", { name: repo }).waitFor();
    }),
  180_000,
);

test("the set-up page says what a webhook's ping told, then what has come, and teaches the rest", () =>
  withPage(async (page) => {
    await page.goto(`/setup?repo=${repo}`);
    await page.getByText("This repository's webhook").waitFor();
    const events = page.getByRole("list", { name: "Events" });
    await events.getByRole("listitem").filter({ hasText: "Pushes" }).getByText("Ticked; none has come yet").waitFor();
    await events.getByRole("listitem").filter({ hasText: "incident banners" }).getByText("Not ticked").waitFor();
    await page.getByText(`${hud.url}/api/circleci/webhooks`).waitFor();
    const html = await page.content();
    for (const secret of Object.values(hud.secrets)) expect(html).not.toContain(secret);

    await inParallel(traffic.deliveries, 8, async (delivery) => {
      expect((await client.deliver(delivery)).status).toBe(200);
    });
    // The page follows by itself.
    await events
      .getByRole("listitem")
      .filter({ hasText: "Workflow jobs" })
      .getByText(/ago|just now/)
      .waitFor();
    const { repo: seen } = await setupOf(repo);
    const heard = Object.fromEntries((seen?.inputs ?? []).map(({ input, heard_at }) => [input, heard_at !== null]));
    expect(heard).toMatchObject({ push: true, workflow_job: true, workflow_run: true, issues: false, circleci: false });
    expect(seen?.hooks).toMatchObject([{ scope: "repository", hook_id: 77, content_type: "json" }]);
  }));

test(
  "a GitHub App is made by GitHub's manifest flow, and its key stays on the server",
  () =>
    withPage(
      async (page) => {
        await page.goto("/setup");
        await page.getByLabel("Organisation").fill("acme");
        await page.getByLabel("API token").fill("wrong");
        await page.getByRole("button", { name: "Go to GitHub" }).click();
        await page.getByRole("alert").getByText("missing or wrong").waitFor();
        await page.getByLabel("API token").fill(hud.secrets.api_token);
        await page.getByRole("button", { name: "Go to GitHub" }).click();
        await page.getByRole("heading", { name: "The GitHub App was made" }).waitFor();
        await page.getByRole("link", { name: "Install it" }).waitFor();
        expect(await page.content()).not.toContain("PRIVATE KEY");
        const kept = join(hud.data_dir, "github_app.json");
        expect(JSON.parse(readFileSync(kept, "utf8"))).toMatchObject({ id: 4711, slug: "hud-acme", owner: "acme" });
        expect(statSync(kept).mode & 0o777).toBe(0o600);
        expect(existsSync(`${kept}.draft`)).toBe(false);
        // Neither a made-up state nor a second App.
        const forged = await client.send("/api/setup/github-app?code=c0de&state=made-up");
        expect([forged.status, forged.headers.location]).toEqual([303, "/setup?app=expired"]);
        const again = await client.send("/api/setup/github-app", {
          method: "POST",
          headers: { Authorization: `Bearer ${hud.secrets.api_token}`, "Content-Type": "application/json" },
          body: "{}",
        });
        expect(again.status).toBe(409);
      },
      { locale: "en", allowed: /status of 401/ },
    ),
  180_000,
);

/** The job that reports are sent for: on each commit it fails, and passes when it is run again. */
const unitJob = (index: number, attempt: number) => ({
  id: 900_000_000 + index * 10 + attempt,
  run_id: 800_000_000 + index,
  run_attempt: attempt,
});

const unitDelivery = (sha: string, index: number, attempt: number) => {
  const time = (minutes: number) =>
    new Date(now - 3_600_000 + (index * 10 + attempt * 2 + minutes) * 60_000).toISOString();
  return {
    event: "workflow_job",
    payload: {
      action: "completed",
      workflow_job: {
        ...unitJob(index, attempt),
        ...{ workflow_name: "Tests", name: "unit", head_sha: sha, head_branch: "main", status: "completed" },
        ...{ conclusion: "failure", created_at: time(0), started_at: time(1), completed_at: time(2) },
        ...{ html_url: `https://github.com/${repo}/actions/runs/1/job/1`, labels: ["ubuntu-latest"], steps: [] },
      },
      repository: { full_name: repo, default_branch: "main", html_url: `https://github.com/${repo}` },
    },
  };
};

test("reports and artifacts that CI sends are on the commit's page", async () => {
  for (const [index, sha] of shas.entries()) {
    for (const attempt of [1, 2]) expect((await client.deliver(unitDelivery(sha, index, attempt))).status).toBe(200);
  }
  for (const [index, sha] of shas.entries()) {
    await until("the jobs are known", async () => {
      const { jobs } = await client.json<CommitPageAnswer>(`/api/${repo}/commit/${sha}`);
      return jobs.filter(({ name }) => name === "Tests / unit").length === 2;
    });
    for (const attempt of [1, 2]) {
      const { id, run_id } = unitJob(index, attempt);
      const path = `/api/test-reports?repo=${repo}&workflow_id=${run_id}&job_id=${id}&run_attempt=${attempt}&report=junit.xml`;
      expect((await upload(path, report({ attempt, last: sha === newest }))).status).toBe(200);
    }
  }
  const { id, run_id, run_attempt } = unitJob(shas.length - 1, 2);
  const place = `repo=${repo}&workflow_id=${run_id}&run_attempt=${run_attempt}&job_id=${id}`;
  const artifact = await upload(`/api/artifacts?${place}&name=out/report.html`, "<script>", "application/octet-stream");
  expect(artifact.status).toBe(200);

  await withPage(async (page) => {
    await page.goto(`/${repo}/commit/${newest}`);
    const failed = page.getByRole("list", { name: "Failed and flaky tests" });
    await failed.getByText("test_broken").click();
    await failed.getByText("Traceback").first().waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    await page.getByRole("heading", { name: /^Artifacts/ }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "out/report.html" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("report.html");
    await failed.getByRole("link", { name: "History of the test" }).first().click();
    await page.getByRole("heading", { level: 1, name: "test_broken" }).waitFor();
    await page.getByRole("heading", { name: /^How it fails/ }).waitFor();
    await page.getByText("KeyError: 'fuel'").first().waitFor();
  });
  const { repo: seen } = await setupOf(repo);
  const inputs = new Map(seen?.inputs.map((one) => [one.input, one]));
  expect(inputs.get("test_reports")?.heard_at).not.toBeNull();
  expect(inputs.get("artifacts")?.heard_at).not.toBeNull();
}, 180_000);

test("tests are found by words, kept in the address, and lead to their history and CSV", () =>
  withPage(async (page) => {
    await page.goto("/tests");
    await page.getByRole("list", { name: "Repositories with tests" }).getByRole("link", { name: repo }).click();
    await page.getByRole("heading", { level: 1, name: "Tests 5" }).waitFor();
    await page.getByRole("searchbox", { name: /Find tests/ }).fill("tank full");
    await page.waitForURL(/q=tank\+full/);
    await page.getByRole("heading", { level: 1, name: "Tests 1" }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: "test_full" }).waitFor();
    const csv = await page.getByRole("link", { name: "Download CSV" }).getAttribute("href");
    const answer = await client.send(csv ?? "");
    expect(answer.headers["content-type"]).toMatch(/^text\/csv/);
    expect(answer.text).toContain("test_full");
    await page.getByRole("link", { name: "Slowest tests", exact: true }).click();
    await page.getByRole("link", { name: "tests/test_tank.py" }).waitFor();
  }));

test("a flaky test is told from a broken one, with the proof", () =>
  withPage(async (page) => {
    await page.goto(`/flaky?repo=${repo}`);
    await page.getByRole("heading", { level: 1, name: "Flaky tests 1" }).waitFor();
    const row = page.getByRole("row").filter({ hasText: "test_flaky" });
    expect(await row.getByRole("cell").nth(0).textContent()).toBe(String(shas.length));
    await row.getByRole("link", { name: /^failed in attempt 1/ }).waitFor();
    await row.getByRole("link", { name: /^passed in attempt 2/ }).waitFor();
    expect(await page.getByText("test_broken").count()).toBe(0);
  }));

test("metrics follow the address, and the bar leads to every page", () =>
  withPage(async (page) => {
    await page.goto(`/metrics?repo=${repo}&days=7`);
    await page.getByRole("img", { name: /Commits by day: \d+ of \d+ red/ }).waitFor();
    await page.getByRole("table", { name: "Reliability of jobs" }).waitFor();
    await page.getByRole("button", { name: "Every branch" }).click();
    await page.waitForURL(/branches=all/);
    await page.getByRole("button", { name: "All pages" }).click();
    const menu = page.getByRole("region", { name: "This HUD" });
    await menu.getByRole("link", { name: "Set up" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await menu.count()).toBe(0);
    await page.getByRole("button", { name: "All pages" }).click();
    await menu.getByRole("link", { name: "Set up" }).click();
    await page.waitForURL(/\/setup\?repo=/);
    expect(await menu.count()).toBe(0);
  }));

test.each([1600, 390])(
  "every page %d px wide fits, and axe finds nothing serious, in light and dark",
  (width) =>
    withPage(
      async (page) => {
        const history = new URLSearchParams({ repo, name: "test_flaky", classname: "tests.Engine" });
        const pages = [
          "/setup",
          `/setup?repo=${repo}`,
          "/tests",
          `/tests?repo=${repo}`,
          `/tests/history?${history}`,
          `/tests/files?repo=${repo}`,
          `/flaky?repo=${repo}`,
          `/metrics?repo=${repo}`,
          `/${repo}/commit/${newest}`,
        ];
        for (const path of pages) {
          await page.emulateMedia({ colorScheme: "light" });
          await page.goto(path);
          await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
          await until(`${path} is whole`, () => isWhole(page));
          await page.getByRole("button", { name: "All pages" }).click();
          expect([path, await pageFaults(page)]).toEqual([path, []]);
        }
      },
      { viewport: { width, height: 900 } },
    ),
  180_000,
);
