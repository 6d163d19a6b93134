/** One reader's event stream: text/event-stream over a plain response, cut off when it is not read. */
import { eventText, heartbeatText } from "lib/model/live_event";
import { requireBranch } from "lib/server/hud";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";
import type { NextApiRequest, NextApiResponse } from "next";

const heartbeat_ms = 15_000;
/** Unread bytes. A reader cut off comes back and is told what it missed, or to load again. */
const unread_max = 262_144;
const retry_ms = 2_000;

export interface EventsRequest {
  repo: string;
  /** Null: all of the repository. */
  branch: string | null;
  /** What the reader last heard of; null: it was not here before. */
  last_id: number | null;
}

/**
 * Begins the stream and returns; it goes on until either side closes it.
 * @throws ApiError 404 when the repository or branch is unknown, 503 when there are too many readers.
 */
export async function streamEvents(
  services: Services,
  { repo, branch, last_id }: EventsRequest,
  request: NextApiRequest,
  response: NextApiResponse,
): Promise<void> {
  const exit = services.live.enter();
  response.once("close", exit);
  try {
    await requireKnown(services, repo, branch);
  } catch (error) {
    exit();
    throw error;
  }
  if (response.closed) return;
  response.status(200);
  response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
  // Proxies that gather or compress would hold each message back.
  response.setHeader("Cache-Control", "private, no-cache, no-transform");
  response.setHeader("X-Accel-Buffering", "no");
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  response.flushHeaders();
  const send = (text: string): void => {
    if (response.destroyed) return;
    response.write(text);
    if (response.writableLength > unread_max) response.destroy();
  };
  send(`retry: ${retry_ms}\n\n`);

  const { greeted, leave, id } = services.live.listen(services, repo, { branch, last_id }, (at, event) => {
    send(eventText(at, event));
  });
  const heartbeat = setInterval(() => {
    send(heartbeatText(id()));
  }, heartbeat_ms);
  response.once("close", () => {
    clearInterval(heartbeat);
    leave();
  });
  greeted.catch((error: unknown) => {
    // It comes back with the same id: nothing that it has not heard is passed over.
    services.log.warn({ repo, err: error }, "An open page could not be told what it missed");
    response.destroy();
  });
}

async function requireKnown(services: Services, repo: string, branch: string | null): Promise<void> {
  if (branch !== null) {
    await requireBranch(services, repo, branch);
    return;
  }
  const known = await ask(services, repoBranches, { repo, limit: 1 });
  if (known.length === 0) throw new ApiError(404, `Nothing has been heard from ${repo} yet`);
}
