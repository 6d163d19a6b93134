/** What every command shares: one sentence for a user's mistake, no stack traces, clean stops, exit codes. */
import { ConfigError } from "lib/config";
import { codeOf } from "lib/error_code";
import type { ProgressStream } from "scripts/progress";

/** Everything that a command has of the outside. */
export interface CommandContext {
  args: string[];
  env: Record<string, string | undefined>;
  /** Where `.env.local` is. */
  folder: string;
  /** Results. */
  out: NodeJS.WritableStream;
  /** Progress, and what went wrong. */
  err: ProgressStream;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

export type Command = (context: CommandContext) => Promise<number>;

/** Something that whoever typed the command can mend; the message is all that is shown. */
export class UserMistake extends Error {
  override name = "UserMistake";
}

export const exit_codes = { done: 0, failed: 1, misused: 2, interrupted: 130 } as const;

/** Runs a command to its exit code, whatever it throws. */
export async function finish(command: Command, context: CommandContext): Promise<number> {
  try {
    return await command(context);
  } catch (error) {
    context.err.write(`${explain(error)}\n`);
    return isMistake(error) ? exit_codes.misused : exit_codes.failed;
  }
}

/**
 * Makes the command this process's. Ctrl-C aborts the signal, so that the command can put things in order; a second
 * one ends the process at once.
 */
export function runAsProcess(command: Command): void {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exit_codes.interrupted);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  // A reader that went away (`… | head`) is no fault.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const { stdout: out, stderr: err, env } = process;
  const context = { args: process.argv.slice(2), env, folder: process.cwd(), out, err, signal: controller.signal };
  // Exits by itself rather than when all is idle: pauses of requests that were given up may still be running.
  void finish(command, context).then((code) => process.exit(code));
}

/** The sentence of an error, without its stack. */
export function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof UserMistake) return error.message;
  const message = error !== null && typeof error === "object" && "message" in error ? error.message : error;
  const [sentence = ""] = String(message).split("\n", 1);
  if (isArgumentError(error)) return `${sentence.split(". ", 1)[0] ?? sentence}. See --help.`;
  return sentence || "Something went wrong, and nothing says what.";
}

function isMistake(error: unknown): boolean {
  return error instanceof UserMistake || error instanceof ConfigError || isArgumentError(error);
}

/** node:util's parseArgs names what it did not understand. */
function isArgumentError(error: unknown): boolean {
  return codeOf(error)?.startsWith("ERR_PARSE_ARGS") ?? false;
}
