package desk

import "broadsheet/internal/news"

// MayRead refuses a person who may not read an article in the newsroom: a reporter reads their own copy and what is out.
func MayRead(by news.Actor, a news.Article, now news.Millis) error {
	switch {
	case by.Role.AtLeast(news.Editor), by.Role.AtLeast(news.Reporter) && (a.Owner == by.Person || news.Visible(a, now)):
		return nil
	}
	return news.Errorf(news.CodeForbidden, "", "a reporter may read only their own copy and what is out; ask an editor")
}

// MayReadHistory refuses a person who may not read an article's earlier versions, nor its manuscript: they hold words that
// never went out, or have not yet.
func MayReadHistory(by news.Actor, a news.Article) error {
	if by.Role.AtLeast(news.Editor) || by.Role.AtLeast(news.Reporter) && a.Owner == by.Person {
		return nil
	}
	return news.Errorf(news.CodeForbidden, "", "a reporter may read the versions and the manuscript of their own copy only; ask an editor")
}

// MayReadAll refuses a person who may not read everything the newsroom holds, such as the ledger.
func MayReadAll(by news.Actor) error {
	if by.Role.AtLeast(news.Editor) {
		return nil
	}
	return news.Errorf(news.CodeForbidden, "", "reading the ledger needs the role editor; yours is %s", by.Role)
}
