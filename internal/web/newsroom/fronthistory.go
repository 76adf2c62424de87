package newsroom

import (
	"net/http"
	"strconv"

	"broadsheet/internal/news"
	"broadsheet/internal/web"
)

// inHistory is how many versions a page of a front's history shows.
const inHistory = 50

// frontHistoryPage is what a front was.
type frontHistoryPage struct {
	frontPage
	versions []pastFront
	more     int // the version below which the next page begins; 0: there is none
}

// pastFront is a version of a front, and how it differed from the one before.
type pastFront struct {
	news.FrontVersion
	live  []string // what changed for readers
	draft int      // how many things changed on the draft alone
}

// frontHistory lists the versions of a front, the newest first.
func (v *visit) frontHistory(name string) error {
	base, err := v.frontOf(name)
	if err != nil {
		return err
	}
	p := frontHistoryPage{frontPage: base}
	before, _ := strconv.Atoi(v.r.URL.Query().Get("before"))
	versions, err := v.FrontStore.FrontVersions(v.r.Context(), v.paper.ID, name, max(0, before), inHistory+1)
	if err != nil {
		return err
	}
	var lists [][]news.Slot
	for _, x := range versions {
		lists = append(lists, x.Live, x.Draft)
	}
	if p.titles, err = v.titlesOf(lists...); err != nil {
		return err
	}
	for i, x := range versions[:min(inHistory, len(versions))] {
		was := news.FrontVersion{}
		if i+1 < len(versions) {
			was = versions[i+1]
		}
		p.versions = append(p.versions, pastFront{x, sentences(was.Live, x.Live, p.titles), len(changes(was.Working(), x.Working()))})
	}
	if len(versions) > inHistory {
		p.more = versions[inHistory-1].Version
	}
	return v.page(http.StatusOK, "Earlier fronts: "+p.title, frontHistoryView(p))
}

// frontPreviewOf is what a preview shows.
type frontPreviewOf struct {
	frontPage
	at    news.Millis // 0: now
	asked string
}

// frontPreview shows the draft as readers would get it, in a frame below a banner that says what it is.
func (v *visit) frontPreview(name string) error {
	p, err := v.frontOf(name)
	if err != nil {
		return err
	}
	at, err := v.previewAt()
	if err != nil {
		return err
	}
	v.frames = true
	return v.page(http.StatusOK, "Preview: "+p.title, frontPreviewView(frontPreviewOf{p, at, v.r.URL.Query().Get("at")}))
}

// previewAt is the moment that a preview is asked for; 0: now.
func (v *visit) previewAt() (news.Millis, error) {
	at, err := v.paperTime("at")
	if err == nil && at != 0 && at < v.Now()-60_000 {
		return 0, news.Invalid("at", "lies in the past; past editions are in the archive")
	}
	return at, err
}

// frontPreviewPage is the page in the frame: the bytes that readers would get.
func (v *visit) frontPreviewPage(name string) error {
	p, err := v.frontOf(name)
	if err != nil {
		return err
	}
	at, err := v.previewAt()
	if err != nil {
		return err
	}
	shown, err := v.FrontPages.PreviewFront(v.r.Context(), v.paper, web.FrontDraft{Name: name, Slots: p.draft, At: max(at, v.Now())})
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Security-Policy", shown.Policy)
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = v.w.Write(shown.Page)
	return err
}
