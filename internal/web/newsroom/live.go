package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coder/websocket"

	"broadsheet/internal/manuscript"
	"broadsheet/internal/news"
)

// Times of a socket.
const (
	checkSession = 800 * time.Millisecond // how often it is asked whether the session still lasts: an ended one is out within a second
	pingEvery    = 20 * time.Second       // how often it is asked whether the browser is still there
	sendTime     = 10 * time.Second       // how long sending a message may take
)

func (n *Newsroom) log() *slog.Logger {
	if n.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return n.Log
}

// fromHere says whether a request comes from a page of this server's own. Browsers say where a socket is opened from,
// and the rule that keeps other sites' pages from reading answers does not hold for sockets.
func fromHere(r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && origin.Host != "" && origin.Host == r.Host
}

// socket is an editor's connection.
type socket struct {
	*visit
	article string
	conn    *websocket.Conn
	client  string

	mu   sync.Mutex
	sent int64 // the last step that the editor has
	rev  int64 // the state that it has
}

// live opens a socket: messages come in, and whatever is new goes out at once.
func (v *visit) live(id string) error {
	if !fromHere(v.r) {
		return news.Errorf(news.CodeForbidden, "", "the connection came from another site's page; open the editor from the newsroom")
	}
	after, rev := v.number("after"), v.number("rev")
	if _, err := v.Manuscripts.Since(v.r.Context(), v.paper.ID, v.actor(), id, after, rev); err != nil {
		return err
	}
	c, err := websocket.Accept(v.w, v.r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // the origin has been checked
	if err != nil {
		return nil // it has been answered
	}
	c.SetReadLimit(maxMessage)
	ctx, cancel := context.WithCancel(context.WithoutCancel(v.r.Context())) // a request's time is over long before an editor's
	defer cancel()
	s := &socket{visit: v, article: id, conn: c, client: v.r.URL.Query().Get("client"), sent: after, rev: rev}
	leave := v.Manuscripts.Join(v.paper.ID, id, manuscript.Here{Client: s.client, Person: v.person.ID, Name: v.person.Name})
	defer leave()
	var rest sync.WaitGroup
	rest.Go(func() {
		defer cancel()
		s.tell(ctx)
	})
	s.listen(ctx)
	cancel()
	rest.Wait()
	_ = c.CloseNow() // where it has been closed, that is nothing
	return nil
}

// end closes the socket and says why.
func (s *socket) end(code websocket.StatusCode, why string) { _ = s.conn.Close(code, why) }

// listen answers messages until the connection ends.
func (s *socket) listen(ctx context.Context) {
	for {
		_, b, err := s.conn.Read(ctx)
		if err != nil {
			return
		}
		person, err := s.Sessions.Person(ctx, s.paper.ID, s.secret)
		if news.CodeOf(err) == news.CodeUnauthenticated {
			s.end(websocket.StatusPolicyViolation, "you are signed out")
			return
		}
		var a answer
		m, bad := readMessage(b)
		switch {
		case err != nil:
			a = answer{ID: m.ID, Error: problemOf(err)}
		case bad != nil:
			a = answer{Error: problemOf(bad)}
		default:
			now := *s.visit
			now.person = person
			a = now.answer(ctx, s.article, m)
			s.seen(m, a)
		}
		if s.send(ctx, a) != nil {
			return
		}
	}
}

// seen notes which steps the editor has now: its own, when they followed all that it had.
func (s *socket) seen(m message, a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.Do == "push" && a.Taken && m.After == s.sent {
		s.sent = a.N
	}
}

// tell sends what is new until the connection or the session ends.
func (s *socket) tell(ctx context.Context) {
	wake, cancel := s.Manuscripts.Listen(s.paper.ID, s.article)
	defer cancel()
	check, ping := time.NewTicker(checkSession), time.NewTicker(pingEvery)
	defer check.Stop()
	defer ping.Stop()
	for {
		if err := s.news(ctx); err != nil {
			if len(news.Problems(err)) > 0 {
				s.end(websocket.StatusPolicyViolation, "this article is no longer open to you")
			}
			return
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return
		case <-s.Stopping:
			s.end(websocket.StatusGoingAway, "the server is being stopped")
			return
		case <-check.C:
			switch person, err := s.Sessions.Person(ctx, s.paper.ID, s.secret); {
			case news.CodeOf(err) == news.CodeUnauthenticated:
				s.end(websocket.StatusPolicyViolation, "you are signed out")
				return
			case err == nil:
				s.person = person // the role may be another now; nobody else reads it
			}
		case <-ping.C:
			waiting, done := context.WithTimeout(ctx, sendTime)
			err := s.conn.Ping(waiting)
			done()
			if err != nil {
				return
			}
		}
	}
}

// news sends the steps and the state that the editor does not have.
func (s *socket) news(ctx context.Context) error {
	for {
		s.mu.Lock()
		u, err := s.Manuscripts.Since(ctx, s.paper.ID, s.actor(), s.article, s.sent, s.rev)
		if err == nil && len(u.Steps) > 0 {
			s.sent = u.Steps[len(u.Steps)-1].N
		}
		if err == nil && u.State != nil {
			s.rev = u.State.Rev
		}
		more := s.sent < u.N
		s.mu.Unlock()
		if err != nil || len(u.Steps) == 0 && u.State == nil {
			return err
		}
		if err := s.send(ctx, u); err != nil || !more {
			return err
		}
	}
}

func (s *socket) send(ctx context.Context, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	err = s.conn.Write(ctx, websocket.MessageText, b)
	if err != nil && !errors.Is(err, context.Canceled) {
		_ = s.conn.CloseNow()
	}
	return err
}
