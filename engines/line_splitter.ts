/** Cuts a stream of bytes into lines, however they arrive; a line too long to be one is cut as well. */
import { StringDecoder } from "node:string_decoder";

const max_line_characters = 100_000;

export class LineSplitter {
  private readonly decoder = new StringDecoder("utf8");
  private rest = "";

  constructor(private readonly onLine: (line: string) => void) {}

  write(bytes: Buffer): void {
    const lines = (this.rest + this.decoder.write(bytes)).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.onLine(line.replace(/\r$/, ""));
    if (this.rest.length > max_line_characters) {
      this.onLine(this.rest);
      this.rest = "";
    }
  }

  end(): void {
    if (this.rest !== "") this.onLine(this.rest);
    this.rest = "";
  }
}
