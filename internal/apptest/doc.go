// Package apptest runs the whole program as its users do: the real binary, a real folder or a real PostgreSQL, real
// signals. Its tests keep the promises about crashes, embargoes and several processes. By default those that need no second
// process run, small enough for every day; BROADSHEET_TEST_FULL=1, which script/test sets, runs all at the size the
// promises name.
package apptest
