/**
 * One running HUD: the engines of this machine where no server is set, their preparation, the workers and the web
 * server, each a process that is started again when it falls; and the order in which all of it starts and stops.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "lib/config";
import { keepChild, type ChildEvents, type ChildSpec, type KeptChild } from "engines/children";
import { lockDataDir, type DataDirLock } from "engines/data_dir";
import { childEnvironment, type ChildEnvironment } from "engines/environment";
import { chooseFreePort, portRefusal, whyNotFree } from "engines/ports";
import { completeApp, completeSecrets, isEmbedded, missingSecrets } from "engines/secrets";

/** What a HUD is made of; tests put in parts of their own. */
export interface Parts {
  clickhouse: Part;
  dynamodb: Part;
  workers: Part;
  web: Part;
  /** Loads what makes tables and migrates, while the engines start; the result may be called again when it failed. */
  loadPrepare(): Promise<(config: Config) => Promise<void>>;
}
export type Part = Pick<ChildSpec, "file" | "start_seconds" | "stop_seconds" | "heap_mb" | "young_mb">;

/** What the supervisor tells people, in the words of engines/console.ts. */
export interface Report extends ChildEvents {
  waiting(reason: string, again_in_seconds: number): void;
  missingSecrets(variables: string[]): void;
  warn(sentence: string): void;
  ready(hud: ReadyHud): void;
}

export interface ReadyHud {
  /** As the browser on this machine reaches it. */
  url: string;
  /** With all secrets and with the engines' addresses. */
  config: Config;
  /** True when the webhook secret is one of ours, from the data directory. */
  generated_secret: boolean;
}

export interface Hud {
  /** Settles once: when everything answers, or when something cannot be started; then everything has been stopped. */
  ready: Promise<ReadyHud>;
  /** Stops everything, within ten seconds; may be called at any time and more than once. */
  stop(): Promise<void>;
}

/** The HUD cannot run here; the message says why in one sentence. */
export class StartRefused extends Error {
  override name = "StartRefused";
}

/** A HUD that was killed leaves its web server a moment to notice. */
const port_patience_seconds = 5;
const max_embedded_attempts = 5;
const max_prepare_delay_seconds = 10;

const loopback = "127.0.0.1";

/** Throws DataDirInUse, StartRefused or ConfigError before anything was started. */
export async function startHud(
  given: Config,
  { parts, report, dev, env }: { parts: Parts; report: Report; dev: boolean; env: Record<string, string | undefined> },
): Promise<Hud> {
  const lock = await lockDataDir(given.data_dir);
  try {
    const config = await settle(given, lock, report);
    return run(given, config, lock, { parts, report, dev, env });
  } catch (problem) {
    lock.release();
    throw problem;
  }
}

/** Fills in what the configuration leaves to us: secrets, a free port, the sidecars' addresses. */
async function settle(given: Config, lock: DataDirLock, report: Report): Promise<Config> {
  const patience = lock.took_over ? port_patience_seconds : 0;
  const code = given.port === 0 ? null : await whyNotFree(given.host, given.port, patience);
  if (code !== null) throw new StartRefused(portRefusal(given.host, given.port, code));

  const config = completeApp(isEmbedded(given) ? completeSecrets(given) : given);
  const missing = missingSecrets(config);
  if (missing.length > 0) report.missingSecrets(missing);

  const port = given.port === 0 ? await chooseFreePort(given.host) : given.port;
  const clickhouse_port = await chooseFreePort(loopback, [port]);
  const dynamodb_port = await chooseFreePort(loopback, [port, clickhouse_port]);
  return {
    ...config,
    port,
    clickhouse: { ...given.clickhouse, url: given.clickhouse.url ?? `http://${loopback}:${clickhouse_port}` },
    dynamodb: { ...given.dynamodb, endpoint: given.dynamodb.endpoint ?? `http://${loopback}:${dynamodb_port}` },
  };
}

function run(
  given: Config,
  config: Config,
  lock: DataDirLock,
  { parts, report, dev, env }: Parameters<typeof startHud>[1],
): Hud {
  const engines: KeptChild[] = [];
  const services: KeptChild[] = [];
  const stopping = new AbortController();
  const complete = childEnvironment(config, env, { dev });

  const keep = (kept: KeptChild[], name: string, part: Part, args: string[], child_env: ChildEnvironment) => {
    const child = keepChild({ name, args, env: child_env, ...part }, report);
    kept.push(child);
    return child;
  };
  const keepEngine = (name: "clickhouse" | "dynamodb", url: string) => {
    // Read when a session or the thread pool is first used, so it must be in the environment from the start.
    const engine_env = { ...childEnvironment(given, env, { dev }), UV_THREADPOOL_SIZE: "16", TZ: "UTC" };
    keep(engines, name, parts[name], ["--data", `${config.data_dir}/${name}`, "--port", new URL(url).port], engine_env);
  };

  const start = async (): Promise<ReadyHud> => {
    if (given.clickhouse.url === null && config.clickhouse.url !== null)
      keepEngine("clickhouse", config.clickhouse.url);
    if (given.dynamodb.endpoint === null && config.dynamodb.endpoint !== null) {
      keepEngine("dynamodb", config.dynamodb.endpoint);
    }
    // The web server takes the longest to load: it does so meanwhile, and listens when told to.
    const web = keep(services, "web", parts.web, dev ? ["--dev"] : [], complete);
    let is_open = false;
    const openWeb = () => {
      if (!is_open) web.tell({ open: true });
      is_open = true;
    };
    const loaded = parts.loadPrepare();
    const gone = Promise.race([...engines, web].map((child) => failureOf(child)));
    const [prepare] = await Promise.race([gone, Promise.all([loaded, ...engines.map((engine) => engine.ready)])]);
    await Promise.race([
      gone,
      prepareUntilDone(() => prepare(config), report, {
        // One's own engines are there by now, or never. A server may be away for longer: deliveries go on meanwhile.
        max_attempts: isEmbedded(given) ? max_embedded_attempts : Infinity,
        onFirstFailure: () => {
          if (!isEmbedded(given)) openWeb();
        },
        signal: stopping.signal,
      }),
    ]);
    stopping.signal.throwIfAborted();
    const workers = keep(services, "workers", parts.workers, [], complete);
    openWeb();
    await Promise.all([workers.ready, web.ready]);
    const url = localUrl(config);
    lock.announce({
      url,
      dynamodb_endpoint: config.dynamodb.endpoint ?? "",
      clickhouse_url: config.clickhouse.url ?? "",
      started_at: new Date().toISOString(),
    });
    const generated_secret = given.secrets.github_webhook === null && config.secrets.github_webhook !== null;
    const hud = { url, config, generated_secret };
    report.ready(hud);
    return hud;
  };

  let stopped: Promise<void> | null = null;
  const stop = async () => {
    stopping.abort(new StartRefused("The HUD was stopped while it was starting."));
    try {
      // Those who use the engines first: what they have begun, they finish.
      await Promise.all(services.map((service) => service.stop()));
      await Promise.all(engines.map((engine) => engine.stop()));
    } finally {
      lock.release();
    }
  };
  const stopOnce = () => (stopped ??= stop());
  const ready = start().catch(async (problem: unknown) => {
    await stopOnce();
    throw problem;
  });
  // For a caller that only ever stops.
  ready.catch(() => undefined);
  return { ready, stop: stopOnce };
}

/** Never resolves; rejects when the child cannot be started. */
async function failureOf(child: KeptChild): Promise<never> {
  await child.ready;
  return new Promise<never>(() => undefined);
}

interface Patience {
  max_attempts: number;
  onFirstFailure(): void;
  signal: AbortSignal;
}

async function prepareUntilDone(prepare: () => Promise<void>, report: Report, patience: Patience): Promise<void> {
  for (let attempt = 1; !patience.signal.aborted; attempt++) {
    try {
      await prepare();
      return;
    } catch (problem) {
      if (attempt >= patience.max_attempts) throw problem;
      if (attempt === 1) patience.onFirstFailure();
      const delay = Math.min(0.25 * 2 ** (attempt - 1), max_prepare_delay_seconds);
      report.waiting(problem instanceof Error ? problem.message : String(problem), delay);
      await sleep(delay * 1_000, undefined, { signal: patience.signal }).catch(() => undefined);
    }
  }
}

function localUrl({ host, port }: Config): string {
  if (["127.0.0.1", "0.0.0.0", "::", "::1", "localhost"].includes(host)) return `http://localhost:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
