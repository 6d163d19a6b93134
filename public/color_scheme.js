// Runs before the first paint, so that a dark page never flashes white. Keep in step with components/frame/scheme_names.ts.
(function () {
  var mode = null;
  try {
    mode = localStorage.getItem("hud-color-scheme");
  } catch {
    // Storage is forbidden: the system's scheme it is.
  }
  if (mode !== "light" && mode !== "dark") {
    mode = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-color-scheme", mode);
})();
