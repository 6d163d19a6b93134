/** What the colour scheme is called in the page and in the browser's storage. Keep in step with public/color_scheme.js. */

export const scheme_attribute = "data-color-scheme";
export const scheme_storage_key = "hud-color-scheme";
