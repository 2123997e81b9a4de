/** The result of a request to IndexedDB. Rejects with the database's own error. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () =>
      reject(request.error ?? new Error("the browser's database failed without a word"));
  });
}

/**
 * Resolves when a transaction is committed: what it wrote would then survive a crash of the browser where the
 * transaction was opened with strict durability.
 */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    const fail = () => reject(transaction.error ?? new Error("the browser's database gave a transaction up"));
    transaction.onabort = fail;
    transaction.onerror = fail;
  });
}
