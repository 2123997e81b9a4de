import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import sharp from "sharp";
import { defineConfig, type Plugin } from "vite";
import { readManifest } from "../../scripts/models/build-models.mjs";

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** What devices ask for when the kiosk is put on their home screen; icons are drawn from the one SVG. */
function homeScreen(): Plugin {
  return {
    name: "kiosk-home-screen",
    async buildStart() {
      const svg = await readFile(join(import.meta.dirname, "icon.svg"));
      this.emitFile({ type: "asset", fileName: "icon.svg", source: svg });
      for (const size of [192, 512]) {
        const source = await sharp(svg, { density: 300 }).resize(size, size).png().toBuffer();
        this.emitFile({ type: "asset", fileName: `icon-${size}.png`, source });
      }
      const manifest = JSON.stringify({
        name: "Muster kiosk",
        short_name: "Kiosk",
        description: "Marks who is here: by face, QR code or PIN.",
        id: "/kiosk",
        start_url: "/kiosk",
        scope: "/kiosk",
        display: "fullscreen",
        background_color: "#ffffff",
        theme_color: "#1f3a8a",
        icons: [
          { src: "/kiosk/icon.svg", sizes: "any", type: "image/svg+xml" },
          { src: "/kiosk/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any maskable" },
          { src: "/kiosk/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any maskable" },
        ],
      });
      this.emitFile({ type: "asset", fileName: "manifest.webmanifest", source: manifest });
    },
  };
}

const serviceWorker = "service-worker.js";

/**
 * Writes into the service worker what it has to keep: every file of this build and the nets, each with the hash of its
 * content. Another list is another service worker, which is how a browser notices a new version.
 */
function precacheList(): Plugin {
  return {
    name: "kiosk-precache-list",
    // What lies in the folder is what will be served: other plugins change files until they are written.
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) throw new Error("the kiosk is built into a folder");
      const kept: [path: string, hash: string][] = [];
      for (const fileName of Object.keys(bundle)) {
        if (fileName === serviceWorker) continue;
        const path = fileName === "index.html" ? "/kiosk" : `/kiosk/${fileName}`;
        kept.push([path, sha256(await readFile(join(dir, fileName)))]);
      }
      for (const { file, sha256: hash } of await readManifest()) kept.push([`/kiosk/models/${file}`, hash]);
      kept.sort(([a], [b]) => (a < b ? -1 : 1));
      const code = await readFile(join(dir, serviceWorker), "utf8");
      const placeholder = /["'`]precache-list["'`]/;
      if (!placeholder.test(code)) throw new Error("the service worker has no place for its list");
      const list = JSON.stringify(JSON.stringify(kept));
      await writeFile(
        join(dir, serviceWorker),
        code.replace(placeholder, () => list),
      );
    },
  };
}

/**
 * The kiosk: `web/kiosk/` becomes `dist/kiosk/`. A build of its own, so that none of the dashboard is in it and all of
 * it lies below `/kiosk/`, which is as far as its service worker reaches.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: "/kiosk/",
  publicDir: false,
  plugins: [react(), tailwindcss(), homeScreen(), precacheList()],
  build: {
    outDir: "../../dist/kiosk",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // One script, kept on the device: splitting it would save nothing.
    chunkSizeWarningLimit: 1000,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        index: join(import.meta.dirname, "index.html"),
        "service-worker": join(import.meta.dirname, "service-worker/service-worker.ts"),
      },
      output: {
        entryFileNames: ({ name }) => (name === "service-worker" ? serviceWorker : "assets/[name]-[hash].js"),
      },
    },
  },
  worker: { format: "es" },
});
