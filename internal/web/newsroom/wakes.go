package newsroom

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"broadsheet/internal/news"
)

// wake says that something has happened to the paper's articles; whoever hears it reads anew what is shown.
type wake struct {
	Seq int64 `json:"seq"` // the ledger's last line that was looked at
}

// farBehind is after how many lines the ledger isn't read through any more: something will have happened.
const farBehind = 1000

// happened looks at the ledger's lines after seq, and says how far it has looked and whether one is about an article.
func (v *visit) happened(ctx context.Context, seq int64) (int64, bool, error) {
	if last, err := v.Store.LastSeq(ctx); err != nil || last-seq > farBehind {
		return last, true, err
	}
	about := false
	for {
		entries, err := v.Store.Entries(ctx, v.paper.ID, seq, 200)
		if err != nil {
			return seq, about, err
		}
		for _, e := range entries {
			seq, about = e.Seq, about || strings.HasPrefix(e.What, "article.")
		}
		if len(entries) == 0 {
			return seq, about, nil
		}
	}
}

// wakes opens a socket that tells whenever something has happened to articles, until the session ends.
func (v *visit) wakes() error {
	if !fromHere(v.r) {
		return news.Errorf(news.CodeForbidden, "", "the connection came from another site's page; open the board from the newsroom")
	}
	c, err := websocket.Accept(v.w, v.r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // the origin has been checked
	if err != nil {
		return nil // it has been answered
	}
	defer func() { _ = c.CloseNow() }()
	ctx := c.CloseRead(context.WithoutCancel(v.r.Context())) // a request's time is over long before a board's
	s := &socket{visit: v, conn: c}
	grown, cancel := v.Store.Subscribe()
	defer cancel()
	check, ping := time.NewTicker(checkSession), time.NewTicker(pingEvery)
	defer check.Stop()
	defer ping.Stop()
	for seq := max(v.number("seq"), 0); ; {
		last, about, err := v.happened(ctx, seq)
		if err != nil {
			return nil // the board opens the socket again
		}
		seq = last
		if about && s.send(ctx, wake{seq}) != nil {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return nil
		case <-v.Stopping:
			s.end(websocket.StatusGoingAway, "the server is being stopped")
			return nil
		case <-check.C:
			if _, err := v.Sessions.Person(ctx, v.paper.ID, v.secret); news.CodeOf(err) == news.CodeUnauthenticated {
				s.end(websocket.StatusPolicyViolation, "you are signed out")
				return nil
			}
		case <-ping.C:
			waiting, done := context.WithTimeout(ctx, sendTime)
			err := c.Ping(waiting)
			done()
			if err != nil {
				return nil
			}
		}
	}
}

// waitForNews answers when something has happened to articles, or after a while: for boards without a socket.
func (v *visit) waitForNews() error {
	grown, cancel := v.Store.Subscribe()
	defer cancel()
	timer := time.NewTimer(longest)
	defer timer.Stop()
	for seq := max(v.number("seq"), 0); ; {
		last, about, err := v.happened(v.r.Context(), seq)
		if err != nil {
			return err
		}
		if seq = last; about {
			return v.json(http.StatusOK, wake{seq})
		}
		select {
		case <-grown:
		case <-timer.C:
			return v.json(http.StatusOK, wake{seq})
		case <-v.Stopping:
			return v.json(http.StatusOK, wake{seq})
		case <-v.r.Context().Done():
			return v.r.Context().Err()
		}
	}
}
