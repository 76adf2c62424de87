// Package newsroom serves the pages of those who make the paper: signing in by a one-time link, a list of the paper's
// articles, tokens for the API, and the editor. All but the editor work without scripts.
//
// The editor's page comes with the copy as it stands and a script (ui/newsroom). They talk over one socket: the browser
// sends steps of the body and writes of fields, each answered when it is on disk, and gets whatever others write. Where
// sockets don't get through, the same messages are posted. Whose session has ended has no socket any more; what may be
// written is decided by the desk, with every message.
package newsroom
