/** The web server's end: what was accepted is answered, nothing else is, and it does not take forever. */
import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { finishingServer, type FinishingServer, type Handle } from "engines/http_server";

let running: FinishingServer | null = null;
let agent: Agent;
const problems: unknown[] = [];

beforeEach(() => {
  agent = new Agent({ keepAlive: true });
  problems.length = 0;
});
afterEach(async () => {
  await running?.finish(0);
  agent.destroy();
});

async function serve(handle: Handle): Promise<string> {
  running = finishingServer(handle, (problem) => problems.push(problem));
  running.server.listen(0, "127.0.0.1");
  await once(running.server, "listening");
  const address = running.server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

const request = (url: string, headers = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => get(url, { agent, headers }, resolve).on("error", reject));
async function textOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text;
}

test("a request that has begun is answered, then the connection closes, and new ones are refused", async () => {
  const url = await serve(async (_request, response) => {
    await sleep(300);
    response.end("done");
  });
  const answer = request(url);
  await once(running?.server ?? agent, "request");
  const before = Date.now();
  const finished = running?.finish(5_000);
  await expect(request(url)).rejects.toThrow(/ECONNREFUSED|socket hang up/);
  expect(await textOf(await answer)).toBe("done");
  await finished;
  expect(Date.now() - before).toBeLessThan(2_000);
});

test("an idle connection does not hold it up, nor an event stream", async () => {
  const url = await serve((asked, response) => {
    if (asked.url === "/page") response.end("done");
    // Like ours, which has security headers by then.
    if (asked.url === "/events") response.setHeader("X-Frame-Options", "DENY");
    if (asked.url !== "/page") response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
    return Promise.resolve();
  });
  await textOf(await request(`${url}/page`));
  const streams = [await request(`${url}/events`), await request(`${url}/bare`, { Accept: "text/event-stream" })];
  const before = Date.now();
  await running?.finish(5_000);
  expect(Date.now() - before).toBeLessThan(1_000);
  for (const stream of streams) await expect(textOf(stream)).rejects.toThrow("aborted");
});

test("a request that does not end is cut off after the bound", async () => {
  const url = await serve(() => new Promise(() => undefined));
  const answer = request(url);
  answer.catch(() => undefined);
  await once(running?.server ?? agent, "request");
  const before = Date.now();
  await running?.finish(200);
  expect(Date.now() - before).toBeGreaterThanOrEqual(190);
  await expect(answer).rejects.toThrow("socket hang up");
});

test("a handler that throws is a 500 without details, and is told", async () => {
  const problem = new Error("a secret detail");
  const url = await serve(() => Promise.reject(problem));
  const answer = await request(url);
  expect(answer.statusCode).toBe(500);
  expect(await textOf(answer)).toBe('{"error":"Internal error"}');
  expect(problems).toEqual([problem]);
});

test("an answer that is passed through may have all who wait for its end, without a warning of a leak", async () => {
  const counts: { most: number; allowed: number }[] = [];
  const url = await serve(async (_request, response) => {
    for (let others = 0; others < 3; others++) response.once("close", () => undefined); // Next.js's and a route's.
    const passed = pipeline(Readable.from(["do", "ne"]), response);
    counts.push({ most: response.listenerCount("close"), allowed: response.getMaxListeners() });
    await passed;
  });
  expect(await textOf(await request(url))).toBe("done");
  expect(counts).toHaveLength(1);
  for (const { most, allowed } of counts) expect(most).toBeLessThanOrEqual(allowed);
});
