/**
 * GitHub as it gives out logs: the API, which knows by job where a log lies, and the store that it redirects to, which
 * streams what a test tells it to and breaks off where a test tells it to.
 */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { fakeGithub, type FakeGithub, type FakeGithubOptions } from "test/kit/fake_github";
import { z } from "zod";

/** Answers a request for a log. What it throws breaks the connection. */
type Serve = (response: ServerResponse) => void | Promise<void>;

export interface LogStore {
  /** What GITHUB_API_URL is to be. */
  github: FakeGithub;
  /** The API redirects to a log from now on; of other jobs it says 404. */
  serve(job_id: number, how: Serve): void;
  /** The `Authorization` of every request that the store has had. */
  credentials: (string | undefined)[];
  stop(): Promise<void>;
}

export async function startLogStore(options: FakeGithubOptions): Promise<LogStore> {
  const logs = new Map<string, Serve>();
  const credentials: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    credentials.push(request.headers.authorization);
    const serve = logs.get(request.url ?? "/");
    if (!serve) return response.writeHead(404).end();
    Promise.resolve(serve(response)).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
  const github = await fakeGithub({
    ...options,
    routes: [
      [
        "GET",
        /^\/repos\/[^/]+\/[^/]+\/actions\/jobs\/(?<job>\d+)\/logs$/,
        ({ parts: { job } }) =>
          logs.has(`/${job}`) ? { status: 302, headers: { location: `${url}/${job}` }, body: "" } : null,
      ],
    ],
  });
  return {
    github,
    credentials,
    serve: (job_id, how) => logs.set(`/${job_id}`, how),
    async stop() {
      server.closeAllConnections();
      server.close();
      await github.stop();
    },
  };
}
