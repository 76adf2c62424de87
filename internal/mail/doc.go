// Package mail writes messages and gives them to a mail server, which delivers them: MIME and SMTP, for the few messages
// that the program writes to one person at a time, such as a sign-in link.
//
// The server is one that the paper has already: its provider's, or a Postfix on the same machine. It is spoken to over TLS,
// unless it is on this machine or the setting says otherwise, because these messages let people in.
package mail
