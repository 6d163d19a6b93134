/** Setting up: what pings tell, how inputs are judged, and the way of a GitHub App from its manifest to its file. */
import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventStates, githubState, inputState } from "components/setup/states";
import { completeApp } from "engines/secrets";
import { ConfigError, readConfig } from "lib/config";
import { readGithubApp } from "lib/github_app_file";
import { fromPing } from "lib/intake/github/ping";
import { hereUrl } from "lib/browser/here_url";
import { appManifest, githubWebOrigin, manifestFormUrl } from "lib/model/app_manifest";
import { github_events, type HookSeen, type InputSeen } from "lib/model/setup";
import { newState, takeState } from "lib/server/app_state";
import { beginApp, finishApp, madeApp } from "lib/server/github_app";
import { openServices, type Services } from "lib/server/services";
import { fakeGithub } from "test/kit/fake_github";

const at = "2026-03-01T12:00:00.000Z";
const now_ms = Date.parse(at) + 60_000;

describe("a ping", () => {
  const hook = { type: "Repository", id: 7, events: ["push"], config: { content_type: "form" } };

  test("tells whose webhook it is, and what it will send", () => {
    const told = { hook_id: 7, hook, repository: { full_name: "acme/rocket" } };
    expect(fromPing(told, at)).toEqual({
      pinged_for: { repo: "acme/rocket" },
      hook: { scope: "repository", hook_id: 7, heard_at: at, events: ["push"], content_type: "form" },
    });
    const organisation = { hook_id: 8, hook: { ...hook, type: "Organization" }, organization: { login: "acme" } };
    expect(fromPing(organisation, at)?.pinged_for).toEqual({ organisation: "acme" });
    const app = { hook_id: 9, hook: { type: "App", events: [], app_id: 1 } };
    expect(fromPing(app, at)).toMatchObject({ pinged_for: { app: true }, hook: { scope: "app", content_type: null } });
  });

  test.each([
    [{}],
    [{ hook_id: "7", hook }],
    [{ hook_id: 7, hook: null, repository: { full_name: "acme/rocket" } }],
    [{ hook_id: 7, hook: { ...hook, type: "Marketplace" } }],
    [{ hook_id: 7, hook, repository: { full_name: "../etc" } }],
  ])("that is not as documented tells nothing: %j", (payload) => {
    expect(fromPing(payload, at)).toBeNull();
  });
});

describe("inputs", () => {
  const seen = (input: InputSeen["input"], heard_at: string | null, recorded_at: string | null = null): InputSeen => ({
    ...{ input, heard_at, recorded_at },
  });
  const hook: HookSeen = { scope: "repository", hook_id: 1, heard_at: at, events: ["push"], content_type: "json" };

  test("are heard, quiet after a week, recorded by other ways, or missing", () => {
    expect(inputState(seen("push", at), now_ms)).toBe("heard");
    expect(inputState(seen("push", at), now_ms + 8 * 86_400_000)).toBe("quiet");
    expect(inputState(seen("push", null, at), now_ms)).toBe("recorded");
    expect(inputState(seen("push", null), now_ms)).toBe("missing");
  });

  test("that have not come yet are what the webhooks said of them", () => {
    const states = (hooks: HookSeen[]) =>
      Object.fromEntries(eventStates([seen("issues", at)], hooks, now_ms).map(({ event, state }) => [event, state]));
    expect(states([])).toMatchObject({ push: "missing", issues: "heard" });
    expect(states([hook])).toMatchObject({ push: "ticked", workflow_job: "unticked", issues: "heard" });
    expect(states([{ ...hook, events: ["*"] }])).toMatchObject({ workflow_job: "ticked" });
    expect(states([hook, { ...hook, scope: "app", events: ["workflow_job"] }])).toMatchObject({
      workflow_job: "ticked",
    });
  });

  test("of GitHub are as bad as what is needed and will not come", () => {
    const state = (inputs: InputSeen[], hooks: HookSeen[] = []) => githubState(eventStates(inputs, hooks, now_ms));
    expect(state([])).toBe("missing");
    expect(state([seen("push", at)])).toBe("heard");
    expect(state([seen("push", at)], [hook])).toBe("unticked");
    expect(state([], [{ ...hook, events: ["*"] }])).toBe("ticked");
    expect(state([seen("check_run", at)])).toBe("missing");
  });
});

describe("the manifest", () => {
  test("asks to read only, and for every event that is recorded", () => {
    const manifest = appManifest("https://hud.example.org", "acme");
    expect(manifest).toMatchObject({
      name: "HUD acme",
      redirect_url: "https://hud.example.org/api/setup/github-app",
      hook_attributes: { url: "https://hud.example.org/api/github/webhooks", active: true },
      default_events: github_events.map(({ event }) => event),
    });
    expect(new Set(Object.values(manifest.default_permissions))).toEqual(new Set(["read"]));
    expect(appManifest("https://hud.example.org", "a".repeat(39)).name.length).toBeLessThanOrEqual(34);
  });

  test.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000", "http://hud.localhost"])(
    "has no webhook at %s, which GitHub would refuse",
    (origin) => {
      expect(appManifest(origin, null)).not.toHaveProperty("hook_attributes");
      expect(appManifest(origin, null)).not.toHaveProperty("default_events");
    },
  );

  test("goes to the person's or the organisation's form, on GitHub's own pages", () => {
    expect(manifestFormUrl("https://github.com", null, "s")).toBe("https://github.com/settings/apps/new?state=s");
    expect(manifestFormUrl("https://github.com", "acme", "a b")).toBe(
      "https://github.com/organizations/acme/settings/apps/new?state=a+b",
    );
    expect(githubWebOrigin("https://api.github.com")).toBe("https://github.com");
    expect(githubWebOrigin("https://ghe.example.org/api/v3")).toBe("https://ghe.example.org");
  });
});

test("an address is shown as the browser reaches it", () => {
  const here = { origin: "https://hud.example.org", host: "hud.example.org" };
  expect(hereUrl("http://hud.example.org/api/x", here)).toBe("https://hud.example.org/api/x");
  expect(hereUrl("https://tunnel.example.org/api/x", here)).toBe("https://tunnel.example.org/api/x");
});

test("a state holds for an hour, once, and for whoever has the token", () => {
  const state = newState("token", now_ms);
  expect(takeState(state, "other", now_ms)).toBe(false);
  expect(takeState(`${Number(state.split(".")[0]) + 1}${state.slice(13)}`, "token", now_ms)).toBe(false);
  expect(takeState(state, "token", now_ms + 3_600_001)).toBe(false);
  expect(takeState(state, "token", now_ms + 1)).toBe(true);
  expect(takeState(state, "token", now_ms + 2)).toBe(false);
  expect(takeState("", "token", now_ms)).toBe(false);
});

describe("a GitHub App", () => {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const secret = "the HUD's own secret";
  let data_dir: string;
  let github: Awaited<ReturnType<typeof fakeGithub>>;
  let services: Services;
  let answer: Record<string, unknown>;

  beforeEach(async () => {
    data_dir = await mkdtemp(join(tmpdir(), "hud-app-"));
    answer = {
      ...{ id: 4711, slug: "hud-acme", name: "HUD acme", html_url: "https://github.com/apps/hud-acme", pem },
      ...{ owner: { login: "acme" }, webhook_secret: "github's own" },
    };
    github = await fakeGithub({
      repos: [],
      routes: [
        ["POST", /^\/app-manifests\/c0de\/conversions$/, () => ({ status: 201, body: answer })],
        ["PATCH", /^\/app\/hook\/config$/, () => ({ body: {} })],
      ],
    });
    services = openServices(
      readConfig({
        ...{ HUD_DATA_DIR: data_dir, GITHUB_API_URL: github.url, LOG_LEVEL: "silent" },
        ...{ CLICKHOUSE_URL: "http://127.0.0.1:1", DYNAMODB_ENDPOINT: "http://127.0.0.1:1" },
        ...{ GITHUB_WEBHOOK_SECRET: secret, HUD_API_TOKEN: "token" },
      }),
    );
  });

  afterEach(async () => {
    services.dynamo.destroy();
    await services.warehouse.close();
    await github.stop();
    await rm(data_dir, { recursive: true, force: true });
  });

  const stateOf = ({ form_url }: { form_url: string }): string => new URL(form_url).searchParams.get("state") ?? "";

  test("is kept in a file, signs with the HUD's secret, and is used from the next start on", async () => {
    const begun = beginApp(services, "https://hud.example.org", "acme");
    const app = await finishApp(services, { code: "c0de", state: stateOf(begun) });
    expect(app).toMatchObject({ id: 4711, owner: "acme", private_key: pem, webhook_secret: secret });
    expect(github.count(/^PATCH \/app\/hook\/config/)).toBe(1);
    expect(readGithubApp(data_dir)).toEqual(app);
    expect(madeApp(services)).toMatchObject({
      signs_alike: true,
      install_url: "https://github.com/apps/hud-acme/installations/new",
    });
    expect(JSON.stringify(madeApp(services))).not.toContain("PRIVATE");
    expect(completeApp(services.config).github.app).toEqual({ id: "4711", private_key: pem });

    expect(() => beginApp(services, "https://hud.example.org", null)).toThrow("has made a GitHub App already");
  });

  test("whose webhook cannot be changed says so", async () => {
    github.fail({ kind: "status", status: 403, on: /hook\/config/, times: 10 });
    await finishApp(services, { code: "c0de", state: stateOf(beginApp(services, "https://hud.example.org", null)) });
    expect(madeApp(services)).toMatchObject({ signs_alike: false });
  });

  test("that GitHub does not give leaves nothing behind", async () => {
    const begin = () => stateOf(beginApp(services, "https://hud.example.org", null));
    await expect(finishApp(services, { code: "wrong", state: begin() })).rejects.toMatchObject({ status: 502 });
    answer = { ...answer, pem: undefined };
    await expect(finishApp(services, { code: "c0de", state: begin() })).rejects.toMatchObject({ status: 502 });
    await expect(finishApp(services, { code: "../x", state: begin() })).rejects.toMatchObject({ status: 400 });
    await expect(finishApp(services, { code: "c0de", state: "made-up" })).rejects.toMatchObject({ status: 401 });
    expect(readGithubApp(data_dir)).toBeNull();
    expect(existsSync(join(data_dir, "github_app.json.draft"))).toBe(false);
    expect(madeApp(services)).toBeNull();
  });

  test("is not fetched where it could not be kept", async () => {
    const state = stateOf(beginApp(services, "https://hud.example.org", null));
    await writeFile(join(data_dir, "github_app.json.draft"), "");
    await expect(finishApp(services, { code: "c0de", state })).rejects.toMatchObject({ status: 409 });
    expect(github.count(/conversions/)).toBe(0);
  });

  test("in a file that cannot be read stops the start with its name", async () => {
    await writeFile(join(data_dir, "github_app.json"), '{"private_key": "secret"}');
    expect(() => completeApp(services.config)).toThrow(ConfigError);
    expect(() => completeApp(services.config)).toThrow(/github_app\.json cannot be read/);
    expect(() => completeApp(services.config)).not.toThrow(/secret/);
  });
});
