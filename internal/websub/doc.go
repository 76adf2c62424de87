// Package websub is a hub of W3C WebSub (https://www.w3.org/TR/websub/) for the paper's own feeds: whoever subscribes is
// sent a feed when it has changed and needn't ask for it again and again. It can tell a hub elsewhere in its place.
//
// The ledger says which lists have changed; that is looked into by jobs. What a subscriber has been sent last is written
// down by the name of its content (a hash), and a delivery is made only where that differs from the feed as it is at that
// moment: so a subscriber is sent each change once, several changes at once together, and nothing that has been withdrawn
// meanwhile. After a kill everything is compared again when the program starts. A delivery that was made but not written
// down before the kill is then made once more: at least once is what is promised, and subscribers know entries by their
// ids.
//
// Everything here was named by strangers. Callbacks are asked before anything is sent there, are never at private
// addresses (package outside), are never followed to another address, and there is a bound to how many there are.
package websub
