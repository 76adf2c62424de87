// Package newsroom serves the pages of those who make the paper: signing in, one's own ways in and sessions, a list
// of the paper's articles, tokens for the API, the audit trail, and the editor. All but the editor and passkeys work without
// scripts.
//
// The editor's page comes with the copy as it stands and a script (ui/newsroom). They talk over one socket: the browser
// sends steps of the body and writes of fields, each answered when it is on disk, and gets whatever others write. Where
// sockets don't get through, the same messages are posted. Whose session has ended has no socket any more; what may be
// written is decided by the desk, with every message.
package newsroom
