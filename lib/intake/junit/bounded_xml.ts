/** Reads XML while it arrives, within bounds; what could harm or mislead a reader is refused. */
import { SaxesParser } from "saxes";

/** The report cannot be taken; the message is one sentence for whoever sent it. */
export class ReportRefused extends Error {
  override name = "ReportRefused";
}

/** There is more of it than can be taken. */
export class ReportTooLarge extends ReportRefused {}

export type Attributes = Readonly<Record<string, string>>;

export interface XmlListener {
  /** @param depth 1 for the root */
  opened(name: string, attributes: Attributes, depth: number): void;
  text(text: string): void;
  closed(name: string, depth: number): void;
}

export const xml_limits = {
  depth: 100,
  attributes: 100,
  /** One text, CDATA section, comment or attribute: the parser holds it whole. */
  token_characters: 32 * 1024 * 1024,
};

/** Bytes are given to the parser so many at a time: it holds what it reads as text, twice as large. */
const slice_bytes = 64 * 1024;

export class BoundedXml {
  readonly #parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #depth = 0;
  #attributes = 0;
  /** Characters since the parser last told of anything: how long the token is that it is holding. */
  #held = 0;

  constructor(listener: XmlListener) {
    const parser = this.#parser;
    parser.on("error", (error) => {
      throw new ReportRefused(`The report is not well-formed XML: ${sentence(error.message)}`);
    });
    // Whatever a document type declares (entities, external files), no test report needs it.
    parser.on("doctype", () => refuse("The report has a document type declaration (DOCTYPE), which is not accepted"));
    parser.on("xmldecl", ({ encoding = "utf-8" }) => {
      if (!/^(utf-?8|us-ascii|ascii)$/i.test(encoding)) refuse("The report says that it is not encoded in UTF-8");
    });
    parser.on("attribute", () => {
      this.#held = 0;
      this.#attributes += 1;
      if (this.#attributes > xml_limits.attributes) refuse(`An element has over ${xml_limits.attributes} attributes`);
    });
    parser.on("opentagstart", () => {
      this.#held = 0;
      this.#attributes = 0;
    });
    parser.on("opentag", ({ name, attributes }) => {
      this.#held = 0;
      this.#depth += 1;
      if (this.#depth > xml_limits.depth) refuse(`Elements are nested more than ${xml_limits.depth} deep`);
      listener.opened(name, attributes, this.#depth);
    });
    parser.on("closetag", ({ name }) => {
      this.#held = 0;
      listener.closed(name, this.#depth);
      this.#depth -= 1;
    });
    const onText = (text: string): void => {
      this.#held = 0;
      listener.text(text);
    };
    parser.on("text", onText);
    parser.on("cdata", onText);
    parser.on("comment", () => (this.#held = 0));
    parser.on("processinginstruction", () => (this.#held = 0));
  }

  /** @throws ReportRefused, and what the listener throws */
  write(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += slice_bytes) {
      this.#read(this.#decode(bytes.subarray(from, from + slice_bytes), true));
    }
  }

  /** @throws ReportRefused when the document is not complete */
  end(): void {
    this.#read(this.#decode(new Uint8Array(), false));
    this.#parser.close();
  }

  #read(text: string): void {
    this.#held += text.length;
    this.#parser.write(text);
    if (this.#held > xml_limits.token_characters) {
      throw new ReportTooLarge("A text or attribute of the report is too long");
    }
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder.decode(bytes, { stream });
    } catch {
      throw new ReportRefused("The report is not valid UTF-8");
    }
  }
}

function refuse(message: string): never {
  throw new ReportRefused(message);
}

/** The parser's own words, which may quote the document. */
function sentence(message: string): string {
  const text = message.replace(/^[^:]*:?\d+:\d+:\s*/, "").replace(/\.$/, "");
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
