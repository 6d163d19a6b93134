/** A pull request's description as HTML that is safe to show to others: Markdown, and a few tags that are known to be harmless. */
import { spelledOut } from "lib/model/turning_text";
import { withTags } from "lib/server/pull_body_tags";
import MarkdownIt from "markdown-it";

/** GitHub's own limit. */
const characters_max = 65_536;
const comment_end = "-->";

/**
 * Raw HTML stays text but for a few tags (pull_body_tags.ts), links lead to http(s) alone, and pictures become links:
 * whoever reads a description asks nobody else's server for anything. Comments, which templates are full of, are left out,
 * and what would turn the direction of text around is spelled out. `#7` is a link in its repository.
 */
export function pullBodyHtml(repo: string, body: string): string {
  const text = body.slice(0, characters_max);
  endless = "";
  return text.trim() === "" ? "" : renderer.render(spelledOut(text), { repo });
}

/** The text in which the last search found no end: any later search in it would not either, and take as long. */
let endless = "";

function commentEnd(text: string, from: number): number {
  if (text === endless) return -1;
  const end = text.indexOf(comment_end, from);
  if (end < 0) endless = text;
  return end;
}

const renderer = new MarkdownIt("default", { html: false, linkify: true, typographer: false, maxNesting: 20 });
// "example.com/x" is as often a file or a module as an address.
renderer.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
renderer.validateLink = (url) => /^https?:\/\//i.test(url) && URL.canParse(url);

renderer.block.ruler.before(
  "paragraph",
  "comment",
  (state, start, end, silent) => {
    const from = (state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0);
    if (!state.src.startsWith("<!--", from)) return false;
    const closed = commentEnd(state.src, from);
    if (closed < 0) return false;
    // Text behind the comment on its last line belongs to a paragraph, whose own rule then drops the comment.
    let line = start;
    while (line < end && (state.eMarks[line] ?? 0) < closed + comment_end.length) line++;
    if (line >= end || state.src.slice(closed + comment_end.length, state.eMarks[line]).trim() !== "") return false;
    if (!silent) state.line = line + 1;
    return true;
  },
  { alt: ["paragraph", "blockquote", "list"] },
);

renderer.inline.ruler.before("html_inline", "comment", (state) => {
  if (!state.src.startsWith("<!--", state.pos)) return false;
  const closed = commentEnd(state.src, state.pos);
  if (closed < 0) return false;
  state.pos = closed + comment_end.length; // Nothing is pushed: whether it is only looked ahead makes no difference.
  return true;
});

renderer.inline.ruler.push("pull", (state, silent) => {
  if (state.src[state.pos] !== "#" || /[\w/&#-]/.test(state.src[state.pos - 1] ?? "") || state.linkLevel > 0)
    return false;
  const digits = /^#([1-9]\d{0,8})(?![\w-])/.exec(state.src.slice(state.pos, state.pos + 12))?.[1];
  if (digits === undefined) return false;
  if (!silent) {
    const token = state.push("pull", "", 0);
    token.content = digits;
  }
  state.pos += digits.length + 1;
  return true;
});
renderer.renderer.rules.pull = (tokens, index, _options, env) => {
  const digits = tokens[index]?.content ?? "";
  return `<a href="/${renderer.utils.escapeHtml(String(env?.repo))}/pull/${digits}">#${digits}</a>`;
};

renderer.renderer.rules.link_open = (tokens, index, options, _env, self) => {
  const token = tokens[index];
  if (token?.attrGet("href") === "") return "<a>"; // "[words]()"
  token?.attrSet("rel", "noopener nofollow noreferrer");
  token?.attrSet("target", "_blank");
  return self.renderToken(tokens, index, options);
};

renderer.renderer.rules.image = (tokens, index) => {
  const token = tokens[index];
  const url = String(token?.attrGet("src") ?? "");
  const words = token?.content.trim() === "" ? "picture" : (token?.content ?? "picture");
  const { escapeHtml } = renderer.utils;
  if (url === "") return escapeHtml(words); // "![words]()": nobody was asked whether an address that is not there is valid.
  return `<a href="${escapeHtml(url)}" rel="noopener nofollow noreferrer" target="_blank">${escapeHtml(words)}</a>`;
};

/** "- [x] done": a box that is only looked at. */
renderer.core.ruler.push("task", (state) => {
  for (const [index, token] of state.tokens.entries()) {
    const [first] = token.children ?? [];
    const box = /^\[([ xX])\] /.exec(token.type === "inline" && first?.type === "text" ? first.content : "");
    if (!box || !first || state.tokens[index - 2]?.type !== "list_item_open") continue;
    first.content = `${box[1] === " " ? "☐" : "☑"} ${first.content.slice(4)}`;
  }
});
// A description has its place below the page's own headings.
renderer.renderer.rules.heading_open = () => "<p><strong>";
renderer.renderer.rules.heading_close = () => "</strong></p>\n";
withTags(renderer);
