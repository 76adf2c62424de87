package websub

import (
	"context"
	"encoding/json"
	"time"

	"broadsheet/internal/news"
)

// The kinds of jobs that a hub has done.
const (
	VerifyJob  = "websub.verify"  // asks a subscriber whether a request is meant; about one subscription
	ChangedJob = "websub.changed" // looks who is to be sent what; about one list
	DeliverJob = "websub.deliver" // sends a feed; about one subscription
	TellJob    = "websub.tell"    // tells the hub elsewhere; about one list
	SweepJob   = "websub.sweep"   // forgets what has ended
)

// VerifyTries is how often a subscriber is asked who doesn't answer.
const VerifyTries = 3

// keepWaiting is how long an unconfirmed subscription is kept: longer than it takes to ask in vain.
const keepWaiting = time.Hour

// jobOf is the job of a kind about a subscription. There is one at a time; what comes meanwhile is done by the same.
func jobOf(kind, paper, subscription string) news.Job {
	args, _ := json.Marshal(subscription) // a string
	return news.Job{Kind: kind, Paper: paper, Args: args, Key: subscription}
}

// listJob is the job of a kind about a list.
func listJob(kind string, l news.PaperList) news.Job {
	args, _ := json.Marshal(l.List) // two strings
	return news.Job{Kind: kind, Paper: l.Paper, Args: args, Key: l.Paper + " " + l.List.Of + " " + l.List.ID}
}

// subscriptionOf finds the subscription that a job is about; gone says that there is none any more.
func (h *Hub) subscriptionOf(ctx context.Context, j news.Job) (sub news.Subscription, gone bool, err error) {
	var id string
	if err := json.Unmarshal(j.Args, &id); err != nil {
		return sub, true, news.Invalid("subscription", "the job cannot be read: %v", err)
	}
	sub, err = h.o.Store.Subscription(ctx, j.Paper, id)
	if news.CodeOf(err) == news.CodeNotFound {
		return sub, true, nil
	}
	return sub, err != nil, err
}

// Sweep forgets subscriptions that have ended.
func (h *Hub) Sweep(ctx context.Context, _ news.Job) error {
	now := h.o.Now()
	_, err := h.o.Store.ForgetSubscriptions(ctx, now, now-millis(keepWaiting))
	return err
}

func millis(d time.Duration) news.Millis { return news.Millis(d / time.Millisecond) }
