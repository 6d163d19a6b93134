/** What all pages share: the data settings and the frame. */
import type { AppProps } from "next/app";
import Head from "next/head";
import { SWRConfig } from "swr";
import { Frame } from "components/frame/Frame";
import { swr_settings } from "lib/browser/use_api";
import "components/frame/global.css";

export default function App({ Component, pageProps }: AppProps) {
  return (
    <>
      <Head>
        <title>HUD</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
      </Head>
      <SWRConfig value={swr_settings}>
        <Frame>
          <Component {...pageProps} />
        </Frame>
      </SWRConfig>
    </>
  );
}
