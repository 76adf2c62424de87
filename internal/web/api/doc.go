// Package api is the HTTP API under /api/v1/: JSON, bearer tokens, an OpenAPI 3.1 document made from the handlers, and
// problem documents (RFC 9457) that name the field and the mend for every failure.
//
// A handler reads its request, and hands back either an answer or, for a write, a turn: what is to be done inside the
// desk's transaction. One place (write) runs turns; idempotency keys are kept there, in the same transaction as their
// effect, and there it is waited until this process's followers have seen the write.
package api
