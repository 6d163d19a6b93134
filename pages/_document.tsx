/** The HTML around every page: Emotion's styles, the icon, and the colour scheme before the first paint. */
import {
  DocumentHeadTags,
  documentGetInitialProps,
  type DocumentHeadTagsProps,
} from "@mui/material-nextjs/v16-pagesRouter";
import { type DocumentContext, type DocumentProps, Head, Html, Main, NextScript } from "next/document";

export default function Document(props: DocumentProps & DocumentHeadTagsProps) {
  return (
    <Html lang="en" suppressHydrationWarning>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="Every commit against every CI job." />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        {/* Blocking on purpose: it is 600 bytes, and a later one would let the wrong scheme flash. */}
        <script src="/color_scheme.js" />
        <DocumentHeadTags {...props} />
      </Head>
      <body>
        <Main />
        <NextScript />
      </body>
    </Html>
  );
}

Document.getInitialProps = (context: DocumentContext) => documentGetInitialProps(context);
