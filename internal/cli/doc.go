// Package cli is the command: it reads flags, environment and settings file, builds the rooms, wires them together and
// runs what was asked for. It is the only package that knows all others.
//
// Every sub-command is a struct in a file of its own: its flags are its fields, its work is its run method, its help is
// its Help method. What they share is a desktop: the settings, the store, the paper that is meant.
package cli
