/** The HTML around every page: the colours, the icon, and the colour scheme before the first paint. */
import { Head, Html, Main, NextScript } from "next/document";
import { scheme_css } from "components/frame/theme";

export default function Document() {
  return (
    <Html lang="en" suppressHydrationWarning>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="Every commit against every CI job." />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {/* Our own constants, nothing from outside. */}
        <style dangerouslySetInnerHTML={{ __html: scheme_css }} />
        {/* Blocking on purpose: it is 600 bytes, and a later one would let the wrong scheme flash. */}
        <script src="/color_scheme.js" />
      </Head>
      <body>
        <Main />
        <NextScript />
      </body>
    </Html>
  );
}
