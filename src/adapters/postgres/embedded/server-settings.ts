/**
 * The settings of the embedded server. fsync, synchronous_commit, full_page_writes and data checksums keep
 * PostgreSQL's defaults, which are on: an acknowledged scan is on the disk.
 */
export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  max_connections: "50",
  timezone: "UTC",
  log_timezone: "UTC",

  // Touched only when it is needed. The indexes that a day's scans go into fit.
  shared_buffers: "256MB",
  // After each checkpoint every page is written whole once more: with 512 MB a busy morning made one every few seconds.
  max_wal_size: "2GB",
  // Reads are done by the backend that wants them, instead of by three more processes.
  io_method: "sync",
  // Nothing is replicated from here; this spares the launcher process.
  max_logical_replication_workers: "0",
  // Queries are short and cores few; containers also give parallel workers too little /dev/shm to share.
  max_parallel_workers_per_gather: "0",
  max_parallel_maintenance_workers: "0",
  // Compiling costs more than any query here gains by it.
  jit: "off",

  // The log is read when the server does not start or has died. Statements and key values would put names in it;
  // the client that caused an error is told all of it.
  log_checkpoints: "off",
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};
