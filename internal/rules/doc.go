// Package rules checks copy against a newsroom's house rules: how it writes words and names, and what it never prints.
// Editors keep the rules; each has a severity, a reason, perhaps a replacement, and examples that act as its tests.
//
// A newsroom may have ten thousand of them. Most can't match most paragraphs, and looking for a string is cheap where
// running an expression is not, so each rule knows strings one of which its matches must hold, and is run only where that
// string is.
package rules
