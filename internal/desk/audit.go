package desk

import "broadsheet/internal/news"

// MayAudit narrows what somebody asks of the audit trail to what they may read of it: a publisher everything, an editor
// what was done to articles. Errors: CodeForbidden.
func MayAudit(by news.Actor, f news.AuditFilter) (news.AuditFilter, error) {
	switch {
	case by.Role.AtLeast(news.Publisher):
		return f, nil
	case !by.Role.AtLeast(news.Editor):
		return f, news.Errorf(news.CodeForbidden, "", "reading the audit trail needs the role %s; yours is %s", news.Editor, by.Role)
	case f.Kind != "" && f.Kind != "article":
		return f, news.Errorf(news.CodeForbidden, "kind", "reading what was done to anything but articles needs the role %s; yours is %s", news.Publisher, by.Role)
	}
	f.Kind = "article"
	return f, nil
}

// MayEndStays refuses whoever may not end a person's sessions, passkeys and tokens: everybody may end their own, a publisher
// anybody's.
func MayEndStays(by news.Actor, person string) error {
	if by.Person == person && person != "" || by.Role.AtLeast(news.Publisher) {
		return nil
	}
	return news.Errorf(news.CodeForbidden, "", "ending another person's sessions, passkeys and tokens needs the role %s; yours is %s", news.Publisher, by.Role)
}
