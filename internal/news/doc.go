// Package news is the domain of a daily newspaper: papers, articles and their immutable versions, sections, people,
// tags, fronts, storylines, corrections, redirects, the ledger's entries, the states copy passes through and who may
// move it, and the one gate that says what the public may see.
//
// It imports the standard library only, does no input or output, and knows no clock: every function that depends on
// the moment takes it as an argument. Everything else in Broadsheet is built on these types.
package news
