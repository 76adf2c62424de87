// Package store keeps everything: papers, people, articles and their versions, the ledger, and what is derived from
// them. It holds all the SQL of Broadsheet, for two engines: SQLite inside the process, and PostgreSQL.
//
// One text of SQL serves both; what must differ is in engine_sqlite.go and engine_postgres.go. Every method opens what
// it needs: Write a transaction that is on disk when it has returned, View one consistent look, the others one query.
// Public reads take the moment, and see what news.Window opened at it: the interval is kept beside each listed row, and
// the SQL only compares.
//
// Parameters are numbered $1, $2 … in the order of their first use, every ORDER BY ends in a unique key, lists go on
// from a key and never by counting rows, and folding and zones are Go's business: on these the engines differ in silence.
package store
