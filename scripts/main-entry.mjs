/**
 * Leaves the main entry out of the bundle of another one: "../index" becomes an import of "./index.js", its neighbour in dist/, so that
 * both share one core, and distributions of one are those of the other.
 */
export const mainEntry = {
  name: "main-entry",
  resolveId: { order: "pre", handler: (id) => (id === "../index" ? { id: "./index.js", external: true } : null) },
};

/** The other entries, of bindings/ and of dist/. */
export const ENTRIES = ["theory", "lint"];
