/**
 * The web server's process: Next.js behind our own HTTP server, which takes connections when the supervisor says so.
 *
 * `node --import tsx engines/web.ts [--dev]`, with HUD_HOST and PORT; by hand, without a supervisor, it listens at once.
 */
import { createServer } from "node:http";
import next from "next";
import { readConfig } from "lib/config";
import { githubWebOrigin } from "lib/model/app_manifest";
import { answerUnparsable, behindFrontDoor } from "engines/front_door";
import { finishingServer, type Handle } from "engines/http_server";
import { portRefusal } from "engines/ports";

const finish_ms = 5_000;
/** The hot reload's web sockets stay open as long as the browser's page does. */
const finish_dev_ms = 300;
/** Without a supervisor there are no engines to finish with. */
const abandoned_ms = 500;

async function main(): Promise<void> {
  const { host, port, github } = readConfig();
  const dev = process.argv.includes("--dev");
  const door = { dev, github_origin: githubWebOrigin(github.api_url) };
  const opened = whenOpened();
  let handle: Handle = () => Promise.reject(new Error("A request came before the server was listening"));
  const { server, finish } = finishingServer((request, response) => handle(request, response), complain);
  answerUnparsable(server, door);
  let stopping = false;
  const stop = (bound_ms: number) => {
    if (stopping) return;
    stopping = true;
    void finish(bound_ms).then(() => process.exit(0));
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      stop(dev ? finish_dev_ms : finish_ms);
    });
  }
  process.on("disconnect", () => {
    // On Windows, where there is no SIGTERM, this is also how the supervisor asks.
    stop(process.platform === "win32" ? finish_ms : abandoned_ms);
  });

  // Next attaches the hot reload's web socket to `httpServer`, and hangs up on any other. Without hot reload it has one
  // that nobody calls: clients that would rather speak HTTP/2 (`Upgrade: h2c`) are answered in HTTP/1.1.
  const httpServer = dev ? server : createServer();
  const app = next({ dev, dir: process.cwd(), hostname: host, port, httpServer, quiet: !dev });
  await app.prepare();
  handle = behindFrontDoor(app.getRequestHandler(), door);
  await opened;
  if (stopping) return;
  server.on("error", (problem: NodeJS.ErrnoException) => {
    refuse(portRefusal(host, port, problem.code ?? "unknown"));
  });
  server.listen(port, host, () => {
    const address = server.address();
    const bound_port = typeof address === "object" && address !== null ? address.port : port;
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${bound_port}`;
    if (process.send === undefined) process.stdout.write(`Listening on ${url}\n`);
    // A parent that goes at this very moment is noticed by the channel's end.
    else process.send({ ready: { url } }, () => undefined);
  });
}

/** The supervisor sends `{ open: true }` when the engines are prepared: until then every request would fail. */
function whenOpened(): Promise<void> {
  if (process.send === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    process.on("message", (message) => {
      if (message instanceof Object && "open" in message && message.open === true) resolve();
    });
  });
}

/** Ends with a sentence for the supervisor, or for whoever started this by hand. */
function refuse(refused: string): void {
  if (process.send !== undefined) {
    process.send({ refused }, () => process.exit(1));
    return;
  }
  process.stderr.write(`${refused}\n`);
  process.exit(1);
}

function complain(problem: unknown): void {
  process.stderr.write(`${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}\n`);
}

main().catch((problem: unknown) => {
  complain(problem);
  process.exit(1);
});
