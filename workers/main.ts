/** The workers' process: `node --import tsx workers/main.ts`. Runs until its parent goes or it is told to stop. */
import { ConfigError, readConfig } from "lib/config";
import type { Subscription } from "workers/change_record";
import { startChores } from "workers/chores";
import { closeConnections, openConnections, openGithub } from "workers/connections";
import { openLogKeeper } from "workers/logs";
import { Replicator } from "workers/replicator";
import { StreamLoop } from "workers/stream";

/** For the batch at work (5 s) and then the last checkpoints, should a database hang just now. */
const stop_patience_ms = 9_000;

function main(): void {
  const config = readConfig();
  const connections = openConnections(config, "workers");
  const { log } = connections;
  const replicator = new Replicator(connections);
  // Each has checkpoints of its own and waits for no other.
  const github = openGithub(config);
  const log_keeper = openLogKeeper(config, connections, github);
  // Without GitHub's logs there is nothing to hear of: those that are uploaded are in the queue by themselves.
  const consumers: Subscription[] = log_keeper.may_fetch ? [replicator, log_keeper] : [replicator];
  const loops = consumers.map((consumer) => new StreamLoop(connections, consumer));
  log_keeper.queue.start();
  const chores = startChores(config, connections, github);

  let stopping = false;
  const stop = async (reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, "stopping");
    setTimeout(() => {
      log.error("could not stop in good order: some records will be read again");
      process.exit(1);
    }, stop_patience_ms).unref();
    await Promise.all([...loops.map((loop) => loop.stop()), log_keeper.queue.stop(), chores.stop()]);
    await replicator.flush();
    await closeConnections(connections);
    log.info("stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  process.on("disconnect", () => void stop("the parent has gone"));

  log.info({ consumers: consumers.map(({ name }) => name) }, "ready");
  // A parent that goes at this very moment is noticed by the channel's end.
  process.send?.({ ready: {} }, () => undefined);
}

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
