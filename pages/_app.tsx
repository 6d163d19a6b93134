/** What all pages share: the theme, the data settings, the frame. */
import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import { AppCacheProvider } from "@mui/material-nextjs/v16-pagesRouter";
import type { AppProps } from "next/app";
import Head from "next/head";
import { SWRConfig } from "swr";
import { Frame } from "components/frame/Frame";
import { scheme_storage_key, theme } from "components/frame/theme";
import { swr_settings } from "lib/browser/use_api";
import "components/frame/global.css";

export default function App(props: AppProps) {
  const { Component, pageProps } = props;
  return (
    <AppCacheProvider {...props}>
      <Head>
        <title>HUD</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
      </Head>
      <ThemeProvider theme={theme} defaultMode="system" modeStorageKey={scheme_storage_key}>
        <CssBaseline />
        <SWRConfig value={swr_settings}>
          <Frame>
            <Component {...pageProps} />
          </Frame>
        </SWRConfig>
      </ThemeProvider>
    </AppCacheProvider>
  );
}
