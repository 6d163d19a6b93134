/** What every command shares: one sentence for a user's mistake, no stack traces, clean stops, exit codes. */
import { ConfigError } from "lib/config";

/** Something that whoever typed the command can mend; the message is all that is shown. */
export class UserMistake extends Error {
  override name = "UserMistake";
}

export const exit_codes = { done: 0, failed: 1, misused: 2, interrupted: 130 } as const;

/**
 * Runs a command to its exit code. Ctrl-C aborts the signal, so that the command can put things in order; a second one
 * ends the process at once.
 */
export function runCommand(main: (args: string[], signal: AbortSignal) => Promise<number>): void {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exit_codes.interrupted);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  // A reader that went away (`… | head`) is no fault.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  main(process.argv.slice(2), controller.signal).then(
    // Exits by itself rather than when all is idle: pauses of requests that were given up may still be running.
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${explain(error)}\n`);
      process.exit(isMistake(error) ? exit_codes.misused : exit_codes.failed);
    },
  );
}

function isMistake(error: unknown): boolean {
  return error instanceof UserMistake || error instanceof ConfigError || isArgumentError(error);
}

/** node:util's parseArgs names what it did not understand. */
function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isArgumentError(error)) return `${error.message.split(". ", 1)[0] ?? error.message}. See --help.`;
  return error.message || error.name;
}
