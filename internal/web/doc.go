// Package web is what every HTTP front of Broadsheet shares: it finds the paper a host name belongs to, gives each
// request an id, logs and counts it, catches panics, turns the errors of handlers into answers, and puts the reader's
// pages, the API and the operations pages together into one server.
//
// A handler returns an error or a whole Answer and writes nothing itself. One adapter turns news.Error codes into HTTP
// statuses (Status) and keeps the messages of all other errors from readers.
package web
