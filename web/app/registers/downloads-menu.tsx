import { FileDown } from "lucide-react";
import { Menu, type MenuItem } from "../../ui/menu.tsx";

/** A file that the server makes. */
export interface DownloadableFile {
  /** What the file is, `PDF, to print`. */
  readonly word: string;
  /** The address below `/api/v1/exports/`. */
  readonly path: string;
}

/** Files of what a page shows, fetched by the browser as downloads. */
export function DownloadsMenu({ files }: { readonly files: readonly DownloadableFile[] }) {
  return <Menu label="Download" items={files.map(downloadItem)} />;
}

/** A file as one item among others. */
export function downloadItem({ word, path }: DownloadableFile): MenuItem {
  return { word, icon: FileDown, onSelect: () => window.location.assign(`/api/v1/exports/${path}`) };
}
