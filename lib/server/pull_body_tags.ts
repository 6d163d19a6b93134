/**
 * The few tags of HTML that descriptions are written with, most of them by machines: folds, tables, small print. What a tag
 * becomes is written here, never what its author wrote: none keeps an attribute but a fold's `open` and a link's address.
 */
import type { MarkdownIt, Token } from "markdown-it";

/** By name, what it begins and ends with; those that only flow along with text stand in its lines. */
const flowing = ["a", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong"];
flowing.push("sub", "sup", "tt", "u", "var");
const standing = [
  "blockquote",
  "dd",
  "details",
  "div",
  "dl",
  "dt",
  "li",
  "ol",
  "p",
  "pre",
  "summary",
  "table",
  "tbody",
];
standing.push("td", "tfoot", "th", "thead", "tr", "ul");
/** A description has its place below the page's own headings. */
const headings = ["h1", "h2", "h3", "h4", "h5", "h6"];
const written = new Map<string, readonly [begins: string, ends: string]>([
  ...[...flowing, ...standing].map((name) => [name, [`<${name}>`, `</${name}>`]] as const),
  ...headings.map((name) => [name, ["<p><strong>", "</strong></p>"]] as const),
]);
const empty = new Map([
  ["br", "<br>"],
  ["hr", "<hr>"],
]);

/** Up to the next "<" or ">", whatever is between: no place of a text is read by more than one attempt. */
const tag = /<(\/?)([a-z][a-z0-9]*)(\s[^<>]*|\/)?>/iy;
const block_start = new RegExp(`^</?(?:${[...standing, ...headings, "hr"].join("|")})(?=[\\s/>]|$)`, "i");
/** Deeper tags are left out, their text is not. */
const depth_max = 50;
const comment_end = "-->";

/** Lines that begin with such a tag are HTML up to the next empty one, as in CommonMark; elsewhere a tag is part of its line. */
export function withTags(renderer: MarkdownIt): void {
  renderer.block.ruler.before(
    "heading",
    "tags",
    (state, start, end, silent) => {
      if ((state.sCount[start] ?? 0) - state.blkIndent >= 4) return false;
      const from = (state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0);
      if (state.src[from] !== "<" || !block_start.test(state.src.slice(from, from + 20))) return false;
      if (silent) return true;
      let line = start + 1;
      while (line < end && !state.isEmpty(line) && (state.sCount[line] ?? 0) >= state.blkIndent) line++;
      state.line = line;
      state.push("html_block", "", 0).content = state.getLines(start, line, state.blkIndent, true);
      return true;
    },
    { alt: ["paragraph", "reference", "blockquote"] },
  );

  renderer.inline.ruler.before("html_inline", "tag", (state, silent) => {
    tag.lastIndex = state.pos;
    const [whole = "", slash, name = ""] = tag.exec(state.src) ?? [];
    if (!isKnown(name.toLowerCase()) || state.pos + whole.length > state.posMax) return false;
    if (!silent) {
      state.push("html_inline", "", 0).content = whole;
      // No link is made of an address within a link.
      if (name.toLowerCase() === "a") state.linkLevel += slash === "" ? 1 : -1;
    }
    state.pos += whole.length;
    return true;
  });

  renderer.core.ruler.push("balance", (state) => {
    const tags = new Balance(renderer);
    const closing = (html: string): Token[] => {
      if (html === "") return [];
      const token = new state.Token("html_block", "", 0);
      token.meta = { html };
      return [token];
    };
    const balanced = (tokens: readonly Token[]): Token[] => [
      ...tokens.flatMap((token) => {
        if (token.children && token.type === "inline") token.children = balanced(token.children);
        if (token.type.startsWith("html_")) token.meta = { html: tags.write(token.content) };
        if (token.nesting === 1) tags.enter();
        return token.nesting === -1 ? [...closing(tags.leave()), token] : [token];
      }),
    ];
    state.tokens = balanced(state.tokens);
    state.tokens.push(...closing(tags.leave()));
  });

  const safe = (tokens: readonly Token[], index: number): string => String(tokens[index]?.meta?.html ?? "");
  renderer.renderer.rules.html_block = safe;
  renderer.renderer.rules.html_inline = safe;
}

const isKnown = (name: string): boolean => written.has(name) || empty.has(name) || name === "img";

/** Every tag ends within what it began in, be that another tag or a construct of Markdown's. */
class Balance {
  /** By the constructs of Markdown around it: what is open, and how many of those that were left out are. */
  private readonly levels: Level[] = [];
  private level: Level = { open: [], left_out: 0 };
  private depth = 0;

  constructor(private readonly renderer: MarkdownIt) {}

  enter(): void {
    this.levels.push(this.level);
    this.level = { open: [], left_out: 0 };
  }

  /** @returns what ends the tags that are still open in the construct that ends. */
  leave(): string {
    const html = this.close(0);
    this.level = this.levels.pop() ?? { open: [], left_out: 0 };
    return html;
  }

  /** @returns the tags of the text as they are written here; all else is text. */
  write(text: string): string {
    let html = "";
    let at = 0;
    let may_be_comment = true;
    for (let from = text.indexOf("<"); from >= 0; from = text.indexOf("<", at)) {
      html += plain(text.slice(at, from));
      at = from;
      if (may_be_comment && text.startsWith("<!--", from)) {
        const end = text.indexOf(comment_end, from);
        may_be_comment = end >= 0;
        if (end >= 0) at = end + comment_end.length;
      }
      if (at > from) continue;
      tag.lastIndex = from;
      const [whole, slash, name = "", attributes = ""] = tag.exec(text) ?? [];
      const known = whole !== undefined && isKnown(name.toLowerCase());
      html += known ? this.tag(name.toLowerCase(), slash === "/", attributes) : "&lt;";
      at += known ? whole.length : 1;
    }
    return html + plain(text.slice(at));
  }

  private tag(name: string, ends: boolean, attributes: string): string {
    const alone = name === "img" ? this.picture(attributes) : empty.get(name);
    if (alone !== undefined) return ends ? "" : alone;
    return ends ? this.end(name) : this.begin(name, attributes);
  }

  private begin(name: string, attributes: string): string {
    if (this.depth >= depth_max) {
      this.level.left_out++;
      return "";
    }
    this.depth++;
    this.level.open.push(name);
    if (name === "a") return this.link(valueOf(attributes, "href"));
    if (name === "details" && /\sopen(?:[\s=/]|$)/i.test(attributes)) return "<details open>";
    return written.get(name)?.[0] ?? "";
  }

  private end(name: string): string {
    if (this.level.left_out > 0) {
      this.level.left_out--;
      return "";
    }
    const at = this.level.open.lastIndexOf(name);
    return at < 0 ? "" : this.close(at);
  }

  private close(from: number): string {
    const ended = this.level.open.splice(from);
    this.depth -= ended.length;
    return ended
      .reverse()
      .map((name) => written.get(name)?.[1] ?? "")
      .join("");
  }

  private link(href: string): string {
    const url = this.renderer.normalizeLink(href.replaceAll("&amp;", "&"));
    if (!this.renderer.validateLink(url)) return "<a>";
    return `<a href="${this.renderer.utils.escapeHtml(url)}" rel="noopener nofollow noreferrer" target="_blank">`;
  }

  /** As Markdown's: a link, so that reading a description asks nobody else's server for anything. */
  private picture(attributes: string): string {
    return `${this.link(valueOf(attributes, "src"))}${valueOf(attributes, "alt").trim() || "picture"}</a>`;
  }
}

interface Level {
  open: string[];
  left_out: number;
}

/** An entity stays one; nothing else that text may hold means anything outside of a tag. */
const plain = (text: string): string => text.replaceAll(">", "&gt;");

/** Without "<" and ">", which end a tag. */
const valueOf = (attributes: string, name: "href" | "src" | "alt"): string => {
  const [, double, single, bare] = attribute[name].exec(attributes) ?? [];
  return double ?? single ?? bare ?? "";
};
const pattern = (name: string): RegExp => new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"']+))`, "i");
const attribute = { href: pattern("href"), src: pattern("src"), alt: pattern("alt") };
