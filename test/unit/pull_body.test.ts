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

describe("tags", () => {
  test("folds and the like are shown, with Markdown in them", () => {
    expect(
      html('<details>\n<summary>Release <b class="x">notes</b></summary>\n\n- a **b** #7\n\n</details>\n\nafter'),
    ).toBe(
      "<details>\n<summary>Release <b>notes</b></summary>\n<ul>\n" +
        '<li>a <strong>b</strong> <a href="/acme/rocket/pull/7">#7</a></li>\n</ul>\n</details>\n<p>after</p>\n',
    );
    expect(html('<DETAILS style="x" open ontoggle=alert(1)>')).toBe("<details open></details>");
    expect(html("H<sub>2</sub>O<br/>press <kbd onclick='x'>Ctrl</kbd>")).toBe(
      "<p>H<sub>2</sub>O<br>press <kbd>Ctrl</kbd></p>\n",
    );
    expect(html("```\n<details>\n```\n`<br>`")).toContain("&lt;details&gt;");
  });

  test("what a bot writes is HTML, with its links and headings", () => {
    const link = (url: string) => `<a href="${url}" rel="noopener nofollow noreferrer" target="_blank">`;
    expect(
      html(
        '<blockquote>\n<h2>v1</h2>\n<ul>\n<li>Fix &lt;x&gt; <a title="t" href="https://a.b/1?x=1&amp;y">#1</a></li>\n</ul>\n' +
          "<!-- in\nit -->\n</blockquote>\n<br />",
      ),
    ).toBe(
      `<blockquote>\n<p><strong>v1</strong></p>\n<ul>\n<li>Fix &lt;x&gt; ${link("https://a.b/1?x=1&amp;y")}#1</a></li>\n</ul>\n` +
        "\n</blockquote>\n<br>",
    );
    expect(html('<img alt="A &quot;b" src="https://a.b/1.png">')).toBe(
      `<p>${link("https://a.b/1.png")}A &quot;b</a></p>\n`,
    );
  });

  test.each([
    ["<svg onload=alert(1)>", "<p>&lt;svg onload=alert(1)&gt;</p>\n"],
    ["<a href=javascript:alert(1)>x</a>", "<p><a>x</a></p>\n"],
    ["<a href='&#106;avascript:alert(1)'>x</a>", "<p><a>x</a></p>\n"],
    [`<a href="https://a.b'onclick='x" onclick=alert(1)>x`, undefined],
    [
      "<div style='x'><iframe src=https://a.b></iframe></div>",
      "<div>&lt;iframe src=https://a.b&gt;&lt;/iframe&gt;</div>",
    ],
    ["<details><style>*{}</style>", "<details>&lt;style&gt;*{}&lt;/style&gt;</details>"],
    ["</div></details></p>", ""],
    ["> <details>\n\n</details>", "<blockquote>\n<details>\n</details></blockquote>\n"],
    ["*<sub>a*</sub>", "<p><em><sub>a</sub></em></p>\n"],
  ])("%s", (markdown, expected) => {
    const made = html(markdown);
    if (expected !== undefined) expect(made).toBe(expected);
    expect(made).not.toMatch(/<[^>]*\son/);
    expect(made).not.toMatch(/<(svg|iframe|style|script)/);
  });

  test("every one that begins ends, within what it began in", () => {
    const names = fc.constantFrom("details", "summary", "a", "sub", "li", "h2", "img", "div", "br");
    const tag = fc.tuple(
      fc.constantFrom("<", "</"),
      names,
      fc.constantFrom(">", "/>", " open>", " href='https://a.b'>", ""),
    );
    const piece = fc.oneof(
      tag.map((parts) => parts.join("")),
      fc.constantFrom(
        "\n",
        "\n\n",
        "> ",
        "- ",
        "*",
        "**",
        "`",
        "x",
        " ",
        "<!--",
        "-->",
        "[",
        "](https://a.b)",
        "# ",
        "    ",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const open: string[] = [];
        for (const [, slash, name = ""] of html(pieces.join("")).matchAll(/<(\/?)([a-z0-9]+)[^<>]*>/g)) {
          if (name === "br" || name === "hr") continue;
          if (slash === "") open.push(name);
          else expect(open.pop()).toBe(name);
        }
        expect(open).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a thousand in each other are as many as a page can bear, and all of their text", () => {
    const made = html(
      `${"<details><summary>x</summary>\n\n".repeat(1_000)}deepest\n\n${"</details>\n\n".repeat(1_000)}after`,
    );
    expect(made.match(/<details>/g)).toHaveLength(50);
    expect(made.match(/<\/details>/g)).toHaveLength(50);
    expect(made).toContain("<p>deepest</p>");
    expect(made.endsWith("</details>\n<p>after</p>\n")).toBe(true);
  });
});

test("what turns text around is spelled out", () => {
  expect(html("a \u202eb `\u2066c`")).toBe("<p>a ⟨U+202E⟩b <code>⟨U+2066⟩c</code></p>\n");
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
    "<details>".repeat(10_000),
    "<details>\n\n".repeat(10_000),
    "</details>\n\n".repeat(10_000),
    "<a ".repeat(30_000),
    "<div <!--".repeat(10_000),
    `<div>${"<!--".repeat(20_000)}`,
    `<a href${" ".repeat(60_000)}`,
    `<div>${"<a href = 'x ".repeat(10_000)}`,
    "> <sub>\n".repeat(10_000),
  ])
    html(text);
  expect(performance.now() - began).toBeLessThan(5_000);
});
