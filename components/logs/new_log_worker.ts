/** Starts the worker of a log. A file of its own: only the bundler knows what `import.meta.url` means here. */
import type { WorkerPort } from "components/logs/log_reader";

export function newLogWorker(): WorkerPort {
  const worker = new Worker(new URL("./reading/log_worker.ts", import.meta.url), { name: "log" });
  const port: WorkerPort = {
    postMessage: (ask) => worker.postMessage(ask),
    terminate: () => worker.terminate(),
    onTell: null,
  };
  worker.onmessage = ({ data }) => port.onTell?.(data);
  worker.onerror = ({ message }) =>
    port.onTell?.({ kind: "failed", status: 500, message: `The reader of logs did not start: ${message}` });
  return port;
}
