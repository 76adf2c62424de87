package api

import (
	"broadsheet/internal/desk"
	"broadsheet/internal/news"
)

// Filing is an article as it is filed or changed.
type Filing struct {
	Kind         field[news.Kind] `json:"kind,omitzero" enum:"news,analysis,opinion,bulletin,live,obituary,gallery,letter" doc:"What sort of article it is; news where nothing is said."`
	Headline     field[string]    `json:"headline,omitzero" doc:"Required of a new article."`
	Kicker       field[string]    `json:"kicker,omitzero" doc:"The few words above the headline."`
	Standfirst   field[string]    `json:"standfirst,omitzero" doc:"The sentence or two below the headline."`
	Byline       field[byline]    `json:"byline,omitzero" doc:"Who wrote it: a text as printed, or a list of people by slug."`
	Credit       field[string]    `json:"credit,omitzero" doc:"The agency."`
	Dateline     field[string]    `json:"dateline,omitzero" doc:"The place the copy was filed from."`
	Section      field[string]    `json:"section,omitzero" doc:"A section's slug. Required of a new article."`
	Tags         field[[]string]  `json:"tags,omitzero" doc:"Slugs or names; those that don't exist are made."`
	Storylines   field[[]string]  `json:"storylines,omitzero" doc:"Slugs of the running stories it belongs to; they have to exist."`
	Language     field[string]    `json:"language,omitzero" doc:"BCP 47; the paper's where nothing is said."`
	Body         field[elements]  `json:"body,omitzero" doc:"The body as elements. Give one of body, body_html and body_markdown."`
	BodyHTML     field[string]    `json:"body_html,omitzero" doc:"The body as HTML. Scripts, event handlers, forms and frames are refused."`
	BodyMarkdown field[string]    `json:"body_markdown,omitzero" doc:"The body as Markdown."`
	Picture      field[string]    `json:"picture,omitzero" doc:"The main picture's id."`
	Slug         field[string]    `json:"slug,omitzero" doc:"The address below the paper's; made from the headline where nothing is said. A changed one leaves a redirect."`
	Slugline     field[string]    `json:"slugline,omitzero" doc:"The newsroom's working label; readers never see it."`
	PublishedAt  field[moment]    `json:"published_at,omitzero" doc:"The date of publication as shown. It may lie in the past: archives are filed too."`
	EmbargoUntil field[moment]    `json:"embargo_until,omitzero" doc:"Nobody outside may see the article before."`
	ExpiresAt    field[moment]    `json:"expires_at,omitzero" doc:"Nobody outside may see it from then on."`
	Breaking     field[moment]    `json:"breaking_until,omitzero" doc:"Every page announces it in one line until then, within 48 hours of its release. Needs the role editor."`
	SEO          field[seo]       `json:"seo,omitzero" doc:"What search engines are told in place of headline and standfirst."`
	ClosedAt     field[moment]    `json:"closed_at,omitzero" doc:"Of kind live: when its coverage was closed. null opens it again."`
	Note         string           `json:"note,omitempty" doc:"What changed, for the newsroom."`
	Publish      field[bool]      `json:"publish,omitzero" doc:"Of a new article: true publishes it in the same act. Of a change: copy that is out goes out changed at once, unless this is false."`
}

// seo is news.SEO with its fields described.
type seo struct {
	Title       string `json:"title,omitempty" doc:"In place of the headline."`
	Description string `json:"description,omitempty" doc:"In place of the standfirst."`
}

// forDesk returns the filing as the desk takes it.
func (f *Filing) forDesk() desk.Filing {
	return desk.Filing{
		Kind: f.Kind.unlessNull(), Headline: f.Headline.pointer(), Kicker: f.Kicker.pointer(), Standfirst: f.Standfirst.pointer(),
		Byline: (*news.Byline)(f.Byline.pointer()), Credit: f.Credit.pointer(), Dateline: f.Dateline.pointer(),
		Section: f.Section.pointer(), Tags: f.Tags.pointer(), Storylines: f.Storylines.pointer(), Language: f.Language.pointer(),
		Body: news.Body(f.Body.value), BodyHTML: f.BodyHTML.pointer(), BodyMarkdown: f.BodyMarkdown.pointer(),
		Picture: f.Picture.pointer(), Slug: f.Slug.pointer(), Slugline: f.Slugline.pointer(),
		PublishedAt: millis(f.PublishedAt), EmbargoUntil: millis(f.EmbargoUntil), ExpiresAt: millis(f.ExpiresAt), BreakingUntil: millis(f.Breaking),
		SEO: (*news.SEO)(f.SEO.pointer()), Note: f.Note, Publish: f.Publish.unlessNull(), ClosedAt: millis(f.ClosedAt),
	}
}

// article is an article as it is answered.
type article struct {
	ID       string     `json:"id"`
	Version  int        `json:"version" doc:"The newest version; the one whose copy is answered, unless another was asked for."`
	Mark     string     `json:"mark,omitempty" doc:"The ETag without its quotes: the version and how else the article stands. Left out with an older version." example:"3-9f2c01ab"`
	State    news.State `json:"state" enum:"draft,submitted,ready,scheduled,live,corrected,unpublished,killed,spiked"`
	URL      string     `json:"url" doc:"Where readers find it when it is out."`
	Slug     string     `json:"slug"`
	Live     int        `json:"live" doc:"The version that readers see, or will see; 0: none."`
	Kind     news.Kind  `json:"kind"`
	Headline string     `json:"headline"`

	Kicker     string      `json:"kicker"`
	Standfirst string      `json:"standfirst"`
	Byline     byline      `json:"byline"`
	Credit     string      `json:"credit"`
	Dateline   string      `json:"dateline"`
	Section    string      `json:"section"`
	Tags       []string    `json:"tags"`
	Storylines []string    `json:"storylines"`
	Language   string      `json:"language"`
	Body       elements    `json:"body"`
	BodyHTML   string      `json:"body_html,omitempty" doc:"The body as HTML, where one article was asked for."`
	Picture    string      `json:"picture"`
	Slugline   string      `json:"slugline"`
	SEO        seo         `json:"seo"`
	ClosedAt   news.Millis `json:"closed_at" nullable:"true" doc:"Of kind live: when its coverage was closed."`
	Note       string      `json:"note"`
	Correction *published  `json:"correction,omitempty" doc:"The public note on this version."`

	PublishedAt  news.Millis `json:"published_at" nullable:"true"`
	UpdatedAt    news.Millis `json:"updated_at" nullable:"true" doc:"When the public words last changed after publication."`
	ReleaseAt    news.Millis `json:"release_at" nullable:"true" doc:"When it was, or is to be, let out."`
	EmbargoUntil news.Millis `json:"embargo_until" nullable:"true"`
	ExpiresAt    news.Millis `json:"expires_at" nullable:"true"`
	Breaking     news.Millis `json:"breaking_until" nullable:"true" doc:"Every page announces it until then."`
	Notice       string      `json:"notice,omitempty" doc:"After a kill: what readers are told."`
	Reason       string      `json:"reason,omitempty" doc:"After a kill: why, for the newsroom."`
	CreatedAt    news.Millis `json:"created_at"`
	ModifiedAt   news.Millis `json:"modified_at"`
	Owner        string      `json:"owner" doc:"The id of the person who filed it."`
	Holds        []hold      `json:"holds,omitempty" doc:"What keeps it from being published until it is lifted."`
	EmbargoAsk   *embargoAsk `json:"embargo_ask,omitempty" doc:"Somebody asks to end the embargo sooner, and a second person has to say the same."`
	Warnings     []warning   `json:"warnings,omitempty" doc:"After publishing or scheduling: what the checks advise. Nothing of it blocks."`
}

// hold is one hold on an article.
type hold struct {
	Kind news.HoldKind `json:"kind" enum:"legal,desk"`
	Why  string        `json:"why"`
	By   string        `json:"by" doc:"The id of the person who set it."`
	At   news.Millis   `json:"at"`
}

func newHolds(h news.Holds) (all []hold) {
	for _, kind := range news.HoldKinds {
		if x := *h.Of(kind); x.At != 0 {
			all = append(all, hold{kind, x.Why, x.By, x.At})
		}
	}
	return all
}

// embargoAsk is one person's wish to end an embargo sooner.
type embargoAsk struct {
	Until news.Millis `json:"until" nullable:"true" doc:"When it is to end instead; null: at once."`
	By    string      `json:"by" doc:"The id of whoever asked."`
	At    news.Millis `json:"at"`
}

// warning is what a check advises.
type warning struct {
	Check   string `json:"check" doc:"The check's name." example:"standfirst"`
	Field   string `json:"field" doc:"The field it is about."`
	Element string `json:"element,omitempty" doc:"The id of the element of the body it is about."`
	Message string `json:"message" doc:"What is advised, and why."`
}

// published is a public note on a version.
type published struct {
	Kind news.CorrectionKind `json:"kind" enum:"correction,clarification,update"`
	Text string              `json:"text"`
	At   news.Millis         `json:"at"`
}

func (a article) versionOf() int  { return a.Version }
func (a article) markOf() string  { return a.Mark }
func (a article) placeOf() string { return "/articles/" + a.ID }

// newArticle puts an article and one of its versions together for an answer, with the slugs of what the copy holds by
// id.
func newArticle(c *call, v news.View, a news.Article, version news.Version) (article, error) {
	f := version.Copy
	out := article{
		ID: a.ID, Version: version.N, State: a.State, URL: c.url(a.Slug), Slug: a.Slug, Live: a.Live, Kind: f.Kind, Headline: f.Headline,
		Kicker: f.Kicker, Standfirst: f.Standfirst, Byline: byline{Text: f.Byline.Text}, Credit: f.Credit, Dateline: f.Dateline,
		Tags: []string{}, Storylines: []string{}, Language: f.Language, Body: elements(f.Body), Picture: f.Picture, Slugline: f.Slugline, SEO: seo(f.SEO), ClosedAt: f.ClosedAt,
		Note: version.Note, Correction: (*published)(version.Correction), PublishedAt: a.PublishedAt, UpdatedAt: a.UpdatedAt,
		ReleaseAt: a.ReleaseAt, EmbargoUntil: a.EmbargoUntil, ExpiresAt: a.ExpiresAt, Breaking: a.BreakingUntil, Notice: a.Notice, Reason: a.Reason, CreatedAt: a.CreatedAt,
		ModifiedAt: a.ModifiedAt, Owner: a.Owner, Holds: newHolds(a.Holds),
	}
	if version.N == a.Version {
		out.Mark = a.Mark()
	}
	if a.EmbargoAsk.At != 0 {
		out.EmbargoAsk = (*embargoAsk)(&a.EmbargoAsk)
	}
	s, err := v.Section(f.Section)
	if err != nil {
		return out, err
	}
	out.Section = s.Slug
	for _, id := range f.Tags {
		t, err := v.Tag(id)
		if err != nil {
			return out, err
		}
		out.Tags = append(out.Tags, t.Slug)
	}
	for _, id := range f.Storylines {
		l, err := v.Storyline(id)
		if err != nil {
			return out, err
		}
		out.Storylines = append(out.Storylines, l.Slug)
	}
	for _, id := range f.Byline.People {
		p, err := v.Person(id)
		if err != nil {
			return out, err
		}
		out.Byline.People = append(out.Byline.People, p.Slug)
	}
	return out, nil
}

// advisedAnswer is answerTo for an act that lets copy out: it comes with what the checks advise.
func advisedAnswer(c *call, w *desk.Work, r desk.Result, err error) (article, error) {
	out, err := answerTo(c, w, r, err)
	if err != nil || r.Article.Live == 0 {
		return out, err
	}
	found, err := w.Advice(r)
	for _, f := range found {
		out.Warnings = append(out.Warnings, warning{f.Check, f.Field, f.Element, f.Says})
	}
	return out, err
}

// answerTo makes a turn's answer of what the desk did to an article.
func answerTo(c *call, w *desk.Work, r desk.Result, err error) (article, error) {
	if err != nil {
		return article{}, err
	}
	return newArticle(c, w, r.Article, r.Version)
}
