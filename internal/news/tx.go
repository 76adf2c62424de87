package news

// View is what a decision may look up inside a transaction, always of one paper. Lookups answer an Error with
// CodeNotFound where there is nothing.
type View interface {
	// Paper returns the paper the transaction is about.
	Paper() (Paper, error)
	// Article returns an article's head.
	Article(id string) (Article, error)
	// ArticleBySlug returns the head of the article that lives at slug now, whatever its state.
	ArticleBySlug(slug string) (Article, error)
	// Version returns version n of an article, with its body.
	Version(article string, n int) (Version, error)
	// Notes returns the notes on an article's copy, in their order.
	Notes(article string) ([]Note, error)
	// Section, Tag, Person and Storyline look one up by slug or id.
	Section(slugOrID string) (Section, error)
	Tag(slugOrID string) (Tag, error)
	Person(slugOrID string) (Person, error)
	Storyline(slugOrID string) (Storyline, error)
	// Front returns a front by name; one that nobody has curated comes back empty with Version 0.
	Front(name string) (Front, error)
	// FrontVersion returns version n of a front.
	FrontVersion(name string, n int) (FrontVersion, error)
	// Picture returns a picture of the library.
	Picture(id string) (Picture, error)
	// RedirectFrom returns the redirect at path.
	RedirectFrom(path string) (Redirect, error)
	// Rule returns a house rule, also one that was dropped.
	Rule(id string) (Rule, error)
}

// Tx is what may be written inside a transaction of one paper. Every Put appends its line to the ledger; nothing is
// visible to anybody before the transaction commits, and all of it is on disk when the commit has been acknowledged.
type Tx interface {
	View
	// PutArticle writes a change: version, head, derived lists, ledger line. Errors: CodeConflict (field "slug") when
	// the slug is another article's.
	PutArticle(c Change) (Entry, error)
	// PutPaper, PutSection, PutPerson, PutTag, PutStoryline and PutFront insert (Version 1) or update (Version above 1, one more than
	// stands, else CodeStale). CodeConflict when the slug or e-mail address is another's.
	PutPaper(p Paper, by string) error
	PutSection(s Section, by string) error
	PutPerson(p Person, by string) error
	PutTag(t Tag, by string) error
	PutStoryline(s Storyline, by string) error
	PutFront(f Front, by string) error
	// PutPicture inserts (Version 1) or updates a picture, as those above. Its original is for good.
	PutPicture(p Picture, by string) error
	// PutRedirect inserts or replaces a redirect.
	PutRedirect(r Redirect, by string) error
	// DropRedirect ends a redirect that somebody set. Errors: CodeNotFound.
	DropRedirect(path string, by string) error
	// PutRule inserts (Version 1) or updates a house rule, as those above. At and by whom it was changed is the store's to say.
	PutRule(r Rule, by string) error
	// PutRuleIgnore lets hits of a rule stand in an article; DropRuleIgnore takes that back.
	PutRuleIgnore(i RuleIgnore) error
	DropRuleIgnore(i RuleIgnore) error
	// PutRuleReport keeps what somebody says is wrong with a rule; DropRuleReports drops all that was said of it.
	PutRuleReport(r RuleReport) error
	DropRuleReports(rule string) error
	// Answered returns what was answered to an earlier request with this idempotency key.
	Answered(key string) (Answer, error)
	// KeepAnswer stores the answer to a request under its idempotency key, in the same transaction as its effect.
	KeepAnswer(key string, a Answer) error
}

// Answer is the stored answer to a request that carried an idempotency key.
type Answer struct {
	Request string // hash of the request: a key used for another request is refused
	Status  int
	Body    []byte
	At      Millis
}
