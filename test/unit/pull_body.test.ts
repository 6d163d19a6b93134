/** Other people's Markdown as HTML that is safe to show. */
import fc from "fast-check";
import { pullBodyHtml } from "lib/server/pull_body";

const html = (markdown: string) => pullBodyHtml("acme/rocket", markdown);

test("what people write becomes what they meant", () => {
  expect(html("# Why\n\n- [x] **done** `a`\n- [ ] #7, not a#8 nor x/y#9")).toBe(
    `<p><strong>Why</strong></p>\n<ul>\n<li>☑ <strong>done</strong> <code>a</code></li>\n` +
      `<li>☐ <a href="/acme/rocket/pull/7">#7</a>, not a#8 nor x/y#9</li>\n</ul>\n`,
  );
  expect(html("https://a.example/x?a=1&b=2 and a.example/y")).toBe(
    `<p><a href="https://a.example/x?a=1&amp;b=2" rel="noopener nofollow noreferrer" target="_blank">` +
      `https://a.example/x?a=1&amp;b=2</a> and a.example/y</p>\n`,
  );
  expect(html("| a | b |\n|--|--|\n| 1 | 2 |")).toContain("<td>2</td>");
});

test("a template's comments are left out, but not what code shows", () => {
  expect(html("<!-- Say\n\nwhy -->\nText <!-- in it --> goes on\n\n```\n<!-- code -->\n```")).toBe(
    `<p>Text  goes on</p>\n<pre><code>&lt;!-- code --&gt;\n</code></pre>\n`,
  );
  expect(html("<!-- never closed")).toBe("<p>&lt;!-- never closed</p>\n");
  expect(html("  \n")).toBe("");
});

test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "[x](javascript:alert(1))",
  "[x](data:text/html,1) ![x](javascript:1)",
  "[x](vbscript:1) <javascript:1>",
  "![pixel](https://spy.example/1.gif)",
  `[x](https://a.b "\\" onmouseover=alert(1)")`,
  "<https://a.b/<script>>",
  "[x]: javascript:1\n\n[x]",
])("%s does nothing", (markdown) => {
  const made = html(markdown);
  const tags = [...made.matchAll(/<([a-z]+)((?: [a-z]+="[^"]*")*) ?\/?>/g)];
  // What begins with < and is no tag of ours cannot be in it.
  expect(made.replaceAll(/<\/?[a-z0-9]+(?: [a-z]+="[^"<>]*")*>/g, "")).not.toMatch(/[<>]/);
  for (const [, name, attributes = ""] of tags) {
    expect(["p", "a", "em", "strong"]).toContain(name);
    for (const [, key, value = ""] of attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
      expect(["href", "rel", "target", "title"]).toContain(key);
      if (key === "href") expect(value).toMatch(/^https?:\/\/|^\/acme\/rocket\/pull\/\d+$/);
    }
  }
});

test("of any text: only our own tags and attributes come out, and links lead to the web or to pull requests", () => {
  const piece = fc.constantFrom(
    ...[
      "<",
      ">",
      '"',
      "'",
      "[",
      "](",
      ")",
      "!",
      "`",
      "#7",
      "javascript:",
      "https://a.b/",
      "\n",
      "\n\n",
      "<!--",
      "-->",
      "&lt;",
    ],
    ...["*", "- ", "> ", "|", "x", " ", "onerror=", "<a href=", "&#106;", "\\"],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const made = html(pieces.join(""));
      expect(made.replaceAll(/<\/?[a-z0-9]+(?: [a-z]+="[^"<>]*")*>/g, "")).not.toMatch(/[<>]/);
      for (const [, value] of made.matchAll(/ href="([^"]*)"/g)) expect(value).toMatch(/^(https?:\/\/|\/acme\/)/i);
      expect(made).not.toMatch(/<(img|script|iframe|style)/);
    }),
    { numRuns: 500 },
  );
});

test("even the longest and deepest description is quick", () => {
  const began = performance.now();
  for (const text of [
    "[".repeat(100_000),
    "> ".repeat(50_000),
    "*a ".repeat(40_000),
    "<!--".repeat(30_000),
    "#7 ".repeat(40_000),
  ])
    html(text);
  expect(performance.now() - began).toBeLessThan(5_000);
});
