/** Makes this HUD's GitHub App by GitHub's manifest flow: what to send there, and what to do when its code comes back. */
import { convertManifest, setHookSecret } from "lib/github/app";
import { GithubError } from "lib/github/error";
import {
  claimGithubApp,
  type GithubAppFile,
  type GithubAppPlace,
  githubAppPath,
  readGithubApp,
} from "lib/github_app_file";
import { type AppManifest, appManifest, githubWebOrigin, manifestFormUrl } from "lib/model/app_manifest";
import type { AppMade } from "lib/model/setup";
import { ApiError, misconfigured } from "lib/server/api_error";
import { newState, takeState } from "lib/server/app_state";
import type { Services } from "lib/server/services";

export interface BegunApp {
  /** Where the browser posts the form field `manifest` to. */
  form_url: string;
  manifest: AppManifest;
}

/** @param origin where the browser and GitHub reach this HUD. @throws ApiError 409 when there is an App already. */
export function beginApp({ config }: Services, origin: string, organisation: string | null): BegunApp {
  if (config.secrets.api_token === null) throw misconfigured();
  refuseSecondApp(config.data_dir, config.github.app !== null);
  const state = newState(config.secrets.api_token, Date.now());
  return {
    form_url: manifestFormUrl(githubWebOrigin(config.github.api_url), organisation, state),
    manifest: appManifest(origin, organisation),
  };
}

/** @throws ApiError 400, 401, 409, 502; then nothing was kept. */
export async function finishApp(
  services: Services,
  { code, state }: { code: string; state: string },
): Promise<GithubAppFile> {
  const { config, log } = services;
  const { api_token, github_webhook } = config.secrets;
  if (api_token === null) throw misconfigured();
  if (!/^[\w-]{1,200}$/.test(code)) throw new ApiError(400, "code: this is not what GitHub sends");
  if (!takeState(state, api_token, Date.now())) {
    throw new ApiError(401, "This App was not begun here, or more than an hour ago; begin again on /setup");
  }
  refuseSecondApp(config.data_dir, config.github.app !== null);
  const place = await claimPlace(config.data_dir);
  let app: GithubAppFile;
  try {
    const made = await convertManifest(config.github.api_url, code);
    app = {
      ...{ id: made.id, slug: made.slug, name: made.name, html_url: made.html_url, owner: made.owner?.login ?? "" },
      ...{ private_key: made.pem, webhook_secret: made.webhook_secret ?? null, made_at: new Date().toISOString() },
    };
  } catch (error) {
    await place.giveUp();
    throw error instanceof GithubError ? new ApiError(502, error.message, {}, { cause: error }) : error;
  }
  // One secret for all webhooks: then the App's deliveries are taken at once, beside those of plain webhooks.
  if (github_webhook !== null && app.webhook_secret !== null) {
    try {
      await setHookSecret(config.github.api_url, app, github_webhook);
      app = { ...app, webhook_secret: github_webhook };
    } catch (error) {
      log.warn({ err: error }, "The App's webhook keeps the secret that GitHub made up");
    }
  }
  await place.keep(app);
  return app;
}

/** What the set-up page may know of it. */
export function madeApp({ config }: Services): AppMade | null {
  const app = readGithubApp(config.data_dir);
  if (app === null) return null;
  const { name, owner, html_url, made_at, webhook_secret } = app;
  return {
    ...{ name, owner, html_url, made_at },
    install_url: `${html_url}/installations/new`,
    signs_alike: webhook_secret === null || webhook_secret === config.secrets.github_webhook,
  };
}

function refuseSecondApp(data_dir: string, in_use: boolean): void {
  if (in_use) throw new ApiError(409, "This HUD has a GitHub App already: GITHUB_APP_ID names it");
  if (readGithubApp(data_dir) !== null) {
    throw new ApiError(409, "This HUD has made a GitHub App already; remove github_app.json to make another");
  }
}

async function claimPlace(data_dir: string): Promise<GithubAppPlace> {
  try {
    return await claimGithubApp(data_dir);
  } catch (error) {
    throw new ApiError(
      409,
      "The App could not be kept: github_app.json cannot be written in the data directory, or another is being made; remove github_app.json.draft if not",
      {},
      { cause: new Error(githubAppPath(data_dir), { cause: error }) },
    );
  }
}
