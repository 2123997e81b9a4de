/** Hands a text to the reader as a file. */
export function downloadText(fileName: string, type: string, text: string): void {
  download(fileName, new Blob([text], { type }));
}

/** Hands bytes to the reader as a file. */
export function downloadBytes(fileName: string, type: string, bytes: Uint8Array<ArrayBuffer>): void {
  download(fileName, new Blob([bytes], { type }));
}

function download(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser has taken the file by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}
