// Package mailtest runs a real mail server for tests: Debian's Postfix, in a folder of the test's own, on loopback, which
// delivers to files and sends nothing on.
package mailtest
