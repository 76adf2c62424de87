// Package newsroom holds the newsroom's scripts as browsers get them. Their sources are TypeScript in src, with other
// people's packages in vendor; what is in dist is made from them and committed, so that building and testing Broadsheet
// needs no Node. Tests say when it is stale. After a change run: go generate ./ui/newsroom
//
// Every file's name has its content's hash in it. Beside each lies its brotli form.
package newsroom

//go:generate go run ./bundle
