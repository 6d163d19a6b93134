/** Waiting for an engine no longer than whoever asks waits for us. */
import { unavailable } from "lib/server/api_error";
import type { Services } from "lib/server/services";

/**
 * The work's result. What is too late is not called off: it may still be done, which is no harm to what is idempotent.
 * @throws ApiError 503 after `seconds`, naming the engine; otherwise what the work throws.
 */
export async function within<Result>(seconds: number, engine: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(unavailable(engine, new Error(`No answer within ${seconds.toFixed(1)} s`)));
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const look_seconds = 3;
const ping_seconds = 2;

/**
 * The work's result, for as long as ClickHouse is alive: a query may take its time, but one that nobody is working on
 * is not waited for.
 * @throws ApiError 503 once ClickHouse does not answer a ping; otherwise what the work throws.
 */
export async function whileAlive<Result>({ config }: Services, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let is_over = false;
  const dead = new Promise<never>((_resolve, reject) => {
    const lookLater = (): void => {
      timer = setTimeout(() => void look(), look_seconds * 1000);
    };
    const look = async (): Promise<void> => {
      if (!(await answers(config.clickhouse.url))) reject(unavailable("database", new Error("No answer to a ping")));
      else if (!is_over) lookLater();
    };
    lookLater();
  });
  try {
    return await Promise.race([work, dead]);
  } finally {
    is_over = true;
    clearTimeout(timer);
  }
}

/** On a connection of its own: those of the client may all be busy. */
async function answers(url: string | null): Promise<boolean> {
  try {
    const reply = await fetch(`${url ?? ""}/ping`, { signal: AbortSignal.timeout(ping_seconds * 1000) });
    await reply.text();
    return reply.ok;
  } catch {
    return false;
  }
}
