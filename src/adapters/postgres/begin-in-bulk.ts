/**
 * Begins a transaction that reads in bulk, of one moment. The pool may be told to look up few rows, and thousands read
 * so take a hundred times as long and more.
 */
export const beginInBulk = `begin isolation level repeatable read read only;
  set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on; set local jit = off;
  set local work_mem = '64MB'; set local random_page_cost = 1.1`;
