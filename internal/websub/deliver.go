package websub

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"broadsheet/internal/news"
)

const userAgent = "Broadsheet WebSub"

// Changed looks which subscribers of a list's feeds have another content than the feeds have now, and has it sent to them.
func (h *Hub) Changed(ctx context.Context, j news.Job) error {
	var l news.List
	if err := json.Unmarshal(j.Args, &l); err != nil {
		return news.Invalid("list", "the job cannot be read: %v", err)
	}
	subs, err := h.o.Store.Subscriptions(ctx, j.Paper, l, h.o.Now())
	if err != nil {
		return err
	}
	var jobs []news.Job
	for _, sub := range subs {
		f, err := h.feed(ctx, j.Paper, sub.Topic)
		if err != nil && news.CodeOf(err) != news.CodeNotFound {
			return err
		}
		if err != nil || f.Name != sub.Sent { // of a feed that is no more, its subscribers are told
			jobs = append(jobs, jobOf(DeliverJob, j.Paper, sub.ID))
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	return h.o.Store.EnqueueAll(ctx, jobs)
}

// Deliver sends a subscriber the feed as it is now, unless it has been sent that already (WebSub 7).
func (h *Hub) Deliver(ctx context.Context, j news.Job) error {
	sub, gone, err := h.subscriptionOf(ctx, j)
	if gone || sub.Until == 0 {
		return err
	}
	if sub.Until <= h.o.Now() {
		return h.o.Store.DropSubscription(ctx, sub.Paper, sub.ID)
	}
	f, err := h.feed(ctx, sub.Paper, sub.Topic)
	switch {
	case news.CodeOf(err) == news.CodeNotFound:
		return h.end(ctx, sub, "the feed is no more")
	case err != nil || f.Name == sub.Sent:
		return err
	}
	status, err := h.send(ctx, sub, f)
	switch {
	case err == nil && status >= 200 && status < 300:
		return h.o.Store.SubscriptionSent(ctx, sub.Paper, sub.ID, f.Name)
	case err == nil && status == http.StatusGone:
		h.o.Log.Info("a subscriber is gone", "callback", sub.Host)
		return h.o.Store.DropSubscription(ctx, sub.Paper, sub.ID)
	case err == nil:
		err = fmt.Errorf("the subscriber answered %d", status)
	}
	return h.failed(ctx, sub, err)
}

// failed notes that a delivery failed. It is tried again until that has been so for too long.
func (h *Hub) failed(ctx context.Context, sub news.Subscription, cause error) error {
	if ctx.Err() != nil { // we stop; it is no fault of the subscriber's
		return cause
	}
	now := h.o.Now()
	if sub.FailingSince != 0 && now-sub.FailingSince >= millis(h.o.GiveUp) {
		h.o.Log.Warn("a subscriber is given up", "callback", sub.Host, "failing since", sub.FailingSince, "err", cause)
		return h.o.Store.DropSubscription(ctx, sub.Paper, sub.ID)
	}
	if err := h.o.Store.SubscriptionFailing(ctx, sub.Paper, sub.ID, now); err != nil {
		return err
	}
	return fmt.Errorf("sending a feed to %s: %w", sub.Host, cause)
}

// send posts a feed to a subscriber and returns the status that it answers with.
func (h *Hub) send(ctx context.Context, sub news.Subscription, f Feed) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, sub.Callback, bytes.NewReader(f.Body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("Content-Type", f.Type)
	r.Header.Set("Link", f.Link)
	if sub.Secret != "" {
		r.Header.Set("X-Hub-Signature", Signature(sub.Secret, f.Body))
	}
	answer, err := h.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 1<<10) // what it says is of no interest, and not waited for
	return answer.StatusCode, nil
}

// Signature signs a body with a subscriber's secret, as X-Hub-Signature has it (WebSub 7.1).
func Signature(secret string, body []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write(body)
	return "sha256=" + hex.EncodeToString(m.Sum(nil))
}
