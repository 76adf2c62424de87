// Package manuscript keeps articles' copy while it is being written. A manuscript is a live document: an ordered log of
// steps that editors' browsers send, with this program as the authority over their order, and beside it fields, each
// with a version of its own. A version of the article is cut from it when somebody hands it over, names a point,
// publishes or corrects, and when it has been left alone for a while.
//
// A batch of steps says which step it follows. When somebody else's came first it is not taken; its sender takes theirs
// in, sends its own again moved past them, and everybody ends with the same document (prosemirror-collab has the other
// side). What is taken is on disk before it is answered. A batch whose answer was lost is not applied twice: it follows a
// step that is no longer the newest, and among those that came after it its sender finds its own, by the id of its editor.
//
// Each manuscript that is open has one document in memory (package steps), behind a lock; idle ones are dropped. Several
// processes on one database may hold the same one: the store decides who was first, and a notification has the other
// take in what was written.
package manuscript
