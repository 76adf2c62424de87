package newsroom

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"broadsheet/internal/desk"
	"broadsheet/internal/news"
	"broadsheet/internal/store/storetest"
)

// lane returns the part of the board's page that is one column.
func lane(page, to string) string {
	_, rest, _ := strings.Cut(page, `data-to="`+to+`"`)
	rest, _, _ = strings.Cut(rest, "</section>")
	return rest
}

// newsroomOf is a newsroom with a section, an editor and a reporter.
func newsroomOf(t *testing.T) (b *bench, ada, ron news.Person, eds, reps *browser) {
	t.Helper()
	b = setup(t)
	b.section()
	ada, eds = b.person("Ada", news.Editor)
	ron, reps = b.person("Ron", news.Reporter)
	return b, ada, ron, eds, reps
}

// idOf is the id of the article with a headline.
func (b *bench) idOf(headline string) string {
	b.t.Helper()
	items, err := b.store.Articles(b.t.Context(), b.paper.ID, news.DeskFilter{Query: headline}, news.After{}, 1)
	if err != nil || len(items) != 1 {
		b.t.Fatalf("%q: %v %v", headline, items, err)
	}
	return items[0].ID
}

// shift moves a card as the board's script does.
func (br *browser) shift(article, from, to string) (int, moved, answer) {
	br.b.t.Helper()
	key := br.key()
	br.header.Set("Accept", "application/json")
	defer br.header.Del("Accept")
	status, text := br.post("/newsroom/board/move", url.Values{"key": {key}, "article": {article}, "from": {from}, "to": {to}})
	var m moved
	var a answer
	if json.Unmarshal([]byte(text), &m) != nil || json.Unmarshal([]byte(text), &a) != nil {
		br.b.t.Fatalf("moving a card: %d %s", status, text)
	}
	return status, m, a
}

// TestBoard takes a card along copy's way by forms and by the script's calls, and has moves refused with a reason.
func TestBoard(t *testing.T) {
	t.Parallel()
	b, _, ron, eds, reps := newsroomOf(t)
	b.file(ron, "The ferry <runs> late")
	id := b.idOf("ferry")
	_, page := reps.get("/newsroom/board")
	if c := lane(page, "draft"); !strings.Contains(c, "The ferry &lt;runs&gt; late") || !strings.Contains(c, "0 words") || !strings.Contains(c, "You have it since") || strings.Contains(c, ">Ready<") {
		t.Errorf("the reporter's drafts:\n%s", c)
	}
	if _, page := eds.get("/newsroom/board"); !strings.Contains(lane(page, "draft"), "Ron has it since") {
		t.Errorf("the editor's drafts:\n%s", lane(page, "draft"))
	}
	// A reporter hands it to the desk with the plain form.
	status, page := reps.post("/newsroom/board/move", url.Values{"key": {reps.key()}, "article": {id}, "from": {"draft"}, "to": {"submitted"}})
	if c := lane(page, "submitted"); status != 200 || !strings.Contains(page, "It is handed to the desk.") || !strings.Contains(c, "The ferry") || !strings.Contains(c, "Nobody has it since") {
		t.Errorf("after handing it in: %d\n%s", status, page)
	}
	for _, m := range []struct {
		who      *browser
		from, to string
		status   int
		says     string
	}{
		{reps, "submitted", "ready", 403, "needs the role editor"},
		{reps, "submitted", "live", 403, "needs the role editor"},
		{eds, "draft", "ready", 409, "it is submitted by now: Ron moved it"},
		{eds, "submitted", "submitted", 409, "it is there already"},
		{eds, "submitted", "scheduled", 422, "when it goes out has to be said"},
		{eds, "submitted", "nowhere", 422, "no place"},
		{eds, "submitted", "corrected", 422, "no place"},
	} {
		status, _, a := m.who.shift(id, m.from, m.to)
		if status != m.status || a.Error == nil || !strings.HasPrefix(a.Error.Message, "It stays where it is: ") || !strings.Contains(a.Error.Message, m.says) {
			t.Errorf("from %s to %s: %d %+v", m.from, m.to, status, a.Error)
		}
	}
	if status, page := reps.post("/newsroom/board/move", url.Values{"key": {reps.key()}, "article": {id}, "to": {"ready"}}); status != 403 || !strings.Contains(page, "It stays where it is") || !strings.Contains(page, "needs the role editor") {
		t.Errorf("a form's refusal: %d\n%s", status, page)
	}
	for _, m := range []struct{ from, to, undo string }{{"submitted", "ready", ""}, {"ready", "draft", "ready"}, {"draft", "spiked", "draft"}, {"spiked", "draft", ""}, {"draft", "ready", "draft"}} {
		if status, got, a := eds.shift(id, m.from, m.to); status != 200 || got.Said == "" || string(got.Undo) != m.undo {
			t.Errorf("from %s to %s: %d %+v %+v", m.from, m.to, status, got, a.Error)
		}
	}
	// What readers see at once is asked about first.
	if status, got, _ := eds.shift(id, "ready", "live"); status != 200 || !got.Ask || got.Said != "" {
		t.Errorf("to live: %d %+v", status, got)
	}
	form := url.Values{"key": {eds.key()}, "article": {id}, "from": {"ready"}, "to": {"live"}}
	if status, page := eds.post("/newsroom/board/move", form); status != 200 || !strings.Contains(page, "Publish “The ferry &lt;runs&gt; late”?") || !strings.Contains(page, "It goes live now") {
		t.Errorf("the question: %d\n%s", status, page)
	}
	form.Set("confirmed", "yes")
	if status, page := eds.post("/newsroom/board/move", form); status != 200 || !strings.Contains(lane(page, "live"), "The ferry") {
		t.Errorf("published: %d\n%s", status, page)
	}
	if status, got, _ := eds.shift(id, "live", "unpublished"); status != 200 || got.Go != "/newsroom/article/"+id+"/retract" {
		t.Errorf("to taken down: %d %+v", status, got)
	}
	// Yesterday's are not today's.
	b.now.Add(24 * 60 * 60 * 1000)
	if _, page := eds.get("/newsroom/board"); strings.Contains(page, "The ferry") {
		t.Error("the board shows what went live yesterday")
	}
}

// TestMovesTakeTheManuscriptAlong moves a card whose copy has been written in since its last version.
func TestMovesTakeTheManuscriptAlong(t *testing.T) {
	t.Parallel()
	b, _, ron, eds, reps := newsroomOf(t)
	b.file(ron, "Unsaved words")
	id := b.idOf("Unsaved")
	path := "/newsroom/article/" + id
	d := reps.data(path)
	if status, a := reps.say(path, d.Key, push(rons, d.Page.N, "Typed. ")); status != 200 || !a.Taken {
		t.Fatal(status, a)
	}
	if status, a := reps.say(path, d.Key, `{"id":2,"do":"baton"}`); status != 200 || !a.Taken {
		t.Fatal(status, a)
	}
	if status, _, a := reps.shift(id, "draft", "submitted"); status != 200 {
		t.Fatalf("%d %+v", status, a.Error)
	}
	_, page := eds.get("/newsroom/board")
	if c := lane(page, "submitted"); !strings.Contains(c, "1 word<") || !strings.Contains(c, "version 2") || !strings.Contains(c, "Nobody has it since") {
		t.Errorf("the card says:\n%s", c)
	}
}

// TestWakes has boards hear of another process's move: over a socket, and by waiting for an answer.
func TestWakes(t *testing.T) {
	t.Parallel()
	b, _, ron, eds, _ := newsroomOf(t)
	b.file(ron, "Seen elsewhere")
	id := b.idOf("elsewhere")
	seq, err := b.store.LastSeq(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at, _ := url.Parse(b.url)
	dial := func(origin string) (*websocket.Conn, error) {
		c, _, err := websocket.Dial(t.Context(), "ws://"+at.Host+"/newsroom/live?seq="+number(seq), &websocket.DialOptions{HTTPClient: eds.client, HTTPHeader: http.Header{"Origin": {origin}}})
		return c, err
	}
	if _, err := dial("https://evil.example"); err == nil {
		t.Error("another site's page may listen")
	}
	c, err := dial(b.url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.CloseNow() }()
	polled := make(chan string, 1)
	go func() {
		_, text := eds.get("/newsroom/news?seq=" + number(seq))
		polled <- text
	}()
	elsewhere := &desk.Desk{Store: storetest.Open(t, b.options), Now: b.room.Now, NewID: b.desk.NewID}
	entries, err := elsewhere.Do(t.Context(), b.paper.ID, news.Actor{Person: ron.ID, Role: ron.Role}, func(w *desk.Work) error {
		_, err := w.Submit(id, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, text, err := c.Read(ctx)
	var m wake
	if err != nil || json.Unmarshal(text, &m) != nil || m.Seq != entries[0].Seq {
		t.Errorf("the socket says %s %v", text, err)
	}
	if got := <-polled; !strings.Contains(got, number(entries[0].Seq)) {
		t.Errorf("who waited is answered %s", got)
	}
	if status, _ := b.browser().get("/newsroom/news?seq=0"); status != http.StatusUnauthorized {
		t.Errorf("a stranger is answered %d", status)
	}
}

// TestMyDesk sorts copy by who has it, and puts what is scheduled or embargoed into the diary.
func TestMyDesk(t *testing.T) {
	t.Parallel()
	b, ada, ron, eds, reps := newsroomOf(t)
	for _, h := range []string{"Stays with Ron", "Goes to the desk", "Comes back to Ron", "Goes out later"} {
		b.file(ron, h)
		b.now.Add(60_000)
	}
	by := func(p news.Person) news.Actor { return news.Actor{Person: p.ID, Role: p.Role} }
	b.do(by(ron), func(w *desk.Work) error {
		_, err := w.Submit(b.idOf("Goes to the desk"), 0)
		return err
	})
	b.do(by(ron), func(w *desk.Work) error {
		_, err := w.Submit(b.idOf("Comes back"), 0)
		return err
	})
	b.now.Add(60_000)
	b.do(by(ada), func(w *desk.Work) error {
		_, err := w.Return(b.idOf("Comes back"), 0)
		return err
	})
	b.do(by(ada), func(w *desk.Work) error {
		_, err := w.Schedule(b.idOf("Goes out later"), 0, b.room.Now()+3*60*60*1000)
		return err
	})
	pile := func(br *browser, title string) string {
		_, page := br.get("/newsroom/")
		_, rest, _ := strings.Cut(page, "<h2>"+title+"</h2>")
		rest, _, _ = strings.Cut(rest, "</section>")
		return rest
	}
	for _, want := range []struct {
		who              *browser
		pile, has, lacks string
	}{
		{reps, "With me", "Stays with Ron", "Goes to the desk"},
		{reps, "Waiting for someone", "Goes to the desk", "Stays with Ron"},
		{reps, "Waiting for someone", "nobody has taken it up", "Comes back"},
		{reps, "Coming back to me", "Ada sent it back to you", "Stays with Ron"},
		{reps, "Diary", "in 3 h 0 min", "Stays with Ron"},
		{eds, "With me", "You have nothing in hand", "Ron"},
		{eds, "Waiting for someone", "Goes to the desk", "Stays with Ron"},
		{eds, "Coming back to me", "you sent it back to Ron", "Goes to the desk"},
		{eds, "Diary", "Goes out later", "Stays"},
	} {
		if got := pile(want.who, want.pile); !strings.Contains(got, want.has) || strings.Contains(got, want.lacks) {
			t.Errorf("%s should have %q and not %q:\n%s", want.pile, want.has, want.lacks, got)
		}
	}
	// An editor takes it up.
	path := "/newsroom/article/" + b.idOf("Goes to the desk")
	if status, a := eds.say(path, eds.data(path).Key, `{"id":1,"do":"baton"}`); status != 200 || !a.Taken {
		t.Fatal(status, a)
	}
	if got := pile(reps, "Waiting for someone"); !strings.Contains(got, "Ada has it") {
		t.Errorf("it waits for:\n%s", got)
	}
	if got := pile(eds, "With me"); !strings.Contains(got, "Goes to the desk") {
		t.Errorf("the editor has:\n%s", got)
	}
}
