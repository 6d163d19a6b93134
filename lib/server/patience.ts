/** Waiting for an engine no longer than whoever asks waits for us. */
import { unavailable } from "lib/server/api_error";

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
