package websub

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"broadsheet/internal/news"
	"broadsheet/internal/outside"
)

// errUnwanted says that a subscriber answered, and doesn't want what was asked for in its name.
var errUnwanted = errors.New("the subscriber did not confirm it")

// Verify asks a subscriber whether what was asked for in its name is meant (WebSub 5.3), and does it if so.
func (h *Hub) Verify(ctx context.Context, j news.Job) error {
	sub, gone, err := h.subscriptionOf(ctx, j)
	if gone || sub.Asked.Mode == "" {
		return err
	}
	var has Feed // as it is before the subscriber says yes: what changes from then on is sent
	if sub.Asked.Mode == subscribe {
		has, err = h.feed(ctx, sub.Paper, sub.Topic)
		if news.CodeOf(err) == news.CodeNotFound {
			return h.end(ctx, sub, "the feed is no more")
		}
		if err != nil {
			return err
		}
	}
	err = h.confirm(ctx, sub)
	switch {
	case err == nil:
		err = h.o.Store.ConfirmSubscription(ctx, sub, h.o.Now()+news.Millis(sub.Asked.Lease*1000), has.Name)
		if err == nil {
			err = h.o.Store.EnqueueAll(ctx, []news.Job{jobOf(DeliverJob, sub.Paper, sub.ID)}) // it may have changed while we asked
		}
		return err
	case ctx.Err() != nil: // we stop
		return err
	case errors.Is(err, errUnwanted), errors.Is(err, outside.ErrPrivate), j.Attempt >= VerifyTries:
		h.o.Log.Info("a subscription was not confirmed", "callback", sub.Host, "mode", sub.Asked.Mode, "err", err)
		return h.o.Store.RefuseSubscription(ctx, sub)
	}
	return err
}

// confirm asks the subscriber: it answers with the challenge, or anything else to refuse. A redirect is a refusal.
func (h *Hub) confirm(ctx context.Context, sub news.Subscription) error {
	topic, err := h.topic(ctx, sub)
	if err != nil {
		return err
	}
	challenge := rand.Text()
	q := url.Values{"hub.mode": {sub.Asked.Mode}, "hub.topic": {topic}, "hub.challenge": {challenge}}
	if sub.Asked.Mode == subscribe {
		q.Set("hub.lease_seconds", strconv.FormatInt(sub.Asked.Lease, 10))
	}
	answer, err := h.ask(ctx, sub.Callback, q)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, int64(len(challenge))+16))
	switch {
	case answer.StatusCode >= 500:
		return fmt.Errorf("the subscriber answered %d", answer.StatusCode)
	case answer.StatusCode < 200 || answer.StatusCode >= 300:
		return fmt.Errorf("%w: it answered %d", errUnwanted, answer.StatusCode)
	case err != nil:
		return err
	case !bytes.Equal(bytes.TrimSpace(said), []byte(challenge)):
		return fmt.Errorf("%w: it answered without the challenge", errUnwanted)
	}
	return nil
}

// ask sends a GET to a callback, whose own query stays in front.
func (h *Hub) ask(ctx context.Context, callback string, q url.Values) (*http.Response, error) {
	u, err := url.Parse(callback)
	if err != nil {
		return nil, err
	}
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += q.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", userAgent)
	return h.client.Do(r)
}

// end drops a subscription and tells the subscriber that it is denied from now on (WebSub 5.2). Whether that is heard
// matters to the subscriber alone, so it is told once.
func (h *Hub) end(ctx context.Context, sub news.Subscription, reason string) error {
	if err := h.o.Store.DropSubscription(ctx, sub.Paper, sub.ID); err != nil {
		return err
	}
	topic, err := h.topic(ctx, sub)
	if err != nil {
		return err
	}
	answer, err := h.ask(ctx, sub.Callback, url.Values{"hub.mode": {"denied"}, "hub.topic": {topic}, "hub.reason": {reason}})
	if err != nil {
		h.o.Log.Info("a subscriber could not be told that its subscription has ended", "callback", sub.Host, "err", err)
		return nil
	}
	return answer.Body.Close()
}
