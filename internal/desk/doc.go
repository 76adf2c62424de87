// Package desk holds the editors' uses: to file, change, submit, ready, return, publish, schedule, correct, unpublish,
// kill and spike articles, to curate fronts, and to keep sections, tags and people. Who may do what is decided here and
// nowhere else, so that the API, the newsroom and the commands cannot differ.
//
// Every use is a decision over news.Tx: it looks things up, says what is to stand, and hands that to the store, in one
// transaction. Nothing is written before everything about it has been checked: bad input changes nothing.
//
// A Filing is read and checked (Desk.Check) before the transaction, because turning HTML into elements takes longer than
// writing them. Work is what may be done inside one transaction by one person in one paper; Desk.Do opens it.
package desk
