/** API routes behind a plain HTTP server of this process: real requests and real engines, without building the pages. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Services } from "lib/server/services";
import type { NextApiHandler, NextApiRequest, NextApiResponse } from "next";
import { z } from "zod";

/** Next's spelling of an address: "/api/artifacts/[owner]/[repo]/[...path]". */
export type Routes = Readonly<Record<string, NextApiHandler>>;

export interface ServedRoutes {
  url: string;
  stop: () => Promise<void>;
}

const holder = globalThis as typeof globalThis & { hud_services?: Services };

/** The first route whose address fits answers. */
export async function serveRoutes(services: Services, routes: Routes): Promise<ServedRoutes> {
  holder.hud_services = services;
  const patterns = Object.entries(routes).map(([address, handler]) => [patternOf(address), handler] as const);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://hud");
    for (const [pattern, handler] of patterns) {
      const match = pattern.exec(url.pathname);
      if (!match) continue;
      void handler(...nextStyle(request, response, url, match.groups ?? {}));
      return;
    }
    response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      delete holder.hud_services;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function patternOf(address: string): RegExp {
  const parts = address.split("/").map((part) => {
    const [, many, name] = /^\[(\.\.\.)?(\w+)\]$/.exec(part) ?? [];
    if (name === undefined) return part.replaceAll(".", String.raw`\.`);
    return many === undefined ? `(?<${name}>[^/]+)` : `(?<${name}_many>.+)`;
  });
  return new RegExp(`^${parts.join("/")}$`);
}

/** What Next adds to Node's request and response, as far as our routes use it. */
function nextStyle(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  groups: Record<string, string>,
): [NextApiRequest, NextApiResponse] {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  for (const [name, value] of Object.entries(groups)) {
    if (name.endsWith("_many")) query[name.slice(0, -"_many".length)] = value.split("/").map(decodeURIComponent);
    else query[name] = decodeURIComponent(value);
  }
  const answer = Object.assign(response, {
    status(code: number) {
      response.statusCode = code;
      return answer;
    },
    json(value: unknown) {
      response.setHeader("Content-Type", "application/json; charset=utf-8");
      response.end(JSON.stringify(value));
    },
  });
  // Node's own objects with what our routes use of Next's; nothing else of Next's is asked for.
  return [Object.assign(request, { query }) as unknown as NextApiRequest, answer as unknown as NextApiResponse];
}
