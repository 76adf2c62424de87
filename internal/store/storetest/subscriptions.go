package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"broadsheet/internal/news"
)

// testSubscriptions covers subscriptions to feeds: asked for, confirmed, refused, renewed, sent, dropped, bounded.
func testSubscriptions(t *testing.T, b *bench) {
	ctx := context.Background()
	limits := news.SubscriptionLimits{Topic: 3, Host: 4, Paper: 5, Waiting: 2}
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	wish := func(b *bench, mode, topic, host string) news.Subscription {
		return news.Subscription{Paper: b.paper.ID, Topic: topic, List: news.List{Of: "paper", ID: b.paper.ID}, Callback: "https://" + host + "/cb",
			Host: host, Asked: news.SubscriptionAsk{Mode: mode, Secret: "s3", Lease: 60, At: Noon}}
	}
	subscribed := func(t *testing.T, b *bench, topic, host string) news.Subscription {
		t.Helper()
		id, err := b.AskSubscription(ctx, wish(b, "subscribe", topic, host), limits)
		must(t, err)
		sub, err := b.Subscription(ctx, b.paper.ID, id)
		must(t, err)
		must(t, b.ConfirmSubscription(ctx, sub, Noon+60_000, "first"))
		sub, err = b.Subscription(ctx, b.paper.ID, id)
		must(t, err)
		return sub
	}
	gone := func(t *testing.T, b *bench, id string) {
		t.Helper()
		if _, err := b.Subscription(ctx, b.paper.ID, id); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("got %v, want not found", err)
		}
	}
	t.Run("asked for, confirmed, renewed, ended", func(t *testing.T) {
		b := b.another(t)
		want := wish(b, "subscribe", "/feed.xml", "a.example")
		id, err := b.AskSubscription(ctx, want, limits)
		must(t, err)
		got, err := b.Subscription(ctx, b.paper.ID, id)
		want.CreatedAt = Noon
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(want, "ID")); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if list, err := b.Subscriptions(ctx, b.paper.ID, want.List, Noon); len(list) != 0 || err != nil {
			t.Errorf("one that is not confirmed is listed: %v %v", list, err)
		}
		must(t, b.ConfirmSubscription(ctx, got, Noon+60_000, "first"))
		list, err := b.Subscriptions(ctx, b.paper.ID, want.List, Noon)
		if len(list) != 1 || list[0].Secret != "s3" || list[0].Sent != "first" || list[0].Until != Noon+60_000 || list[0].Asked.Mode != "" || err != nil {
			t.Fatalf("%+v %v", list, err)
		}
		lists, err := b.SubscribedLists(ctx, Noon)
		if !slices.Contains(lists, news.PaperList{Paper: b.paper.ID, List: want.List}) || err != nil {
			t.Errorf("%v %v", lists, err)
		}
		if list, err := b.Subscriptions(ctx, b.paper.ID, want.List, Noon+60_000); len(list) != 0 || err != nil {
			t.Errorf("one whose lease has ended is listed: %v %v", list, err)
		}
		must(t, b.SubscriptionSent(ctx, b.paper.ID, id, "second"))
		again := wish(b, "subscribe", "/feed.xml", "a.example")
		again.Asked.Secret, again.Asked.At = "new", Noon+1
		same, err := b.AskSubscription(ctx, again, limits)
		if same != id || err != nil {
			t.Fatalf("renewed as another: %s %v", same, err)
		}
		must(t, b.ConfirmSubscription(ctx, got, Noon+90_000, "third")) // the one from before, confirmed late
		if got, err = b.Subscription(ctx, b.paper.ID, id); got.Secret != "s3" || got.Asked.Mode != "subscribe" || err != nil {
			t.Errorf("a late confirmation counted for what was asked since: %+v %v", got, err)
		}
		must(t, b.ConfirmSubscription(ctx, got, Noon+90_000, "third"))
		if got, err = b.Subscription(ctx, b.paper.ID, id); got.Secret != "new" || got.Sent != "second" || got.Until != Noon+90_000 || err != nil {
			t.Errorf("%+v %v", got, err)
		}
		again.Asked.Mode, again.Asked.At = "unsubscribe", Noon+2
		_, err = b.AskSubscription(ctx, again, limits)
		must(t, err)
		got, err = b.Subscription(ctx, b.paper.ID, id)
		must(t, err)
		must(t, b.ConfirmSubscription(ctx, got, 0, ""))
		gone(t, b, id)
		if _, err := b.AskSubscription(ctx, again, limits); news.CodeOf(err) != news.CodeNotFound {
			t.Errorf("unsubscribed from what there is none of: %v", err)
		}
	})
	t.Run("refused", func(t *testing.T) {
		b := b.another(t)
		id, err := b.AskSubscription(ctx, wish(b, "subscribe", "/feed.xml", "a.example"), limits)
		must(t, err)
		sub, err := b.Subscription(ctx, b.paper.ID, id)
		must(t, err)
		must(t, b.RefuseSubscription(ctx, sub))
		gone(t, b, id)
		kept := subscribed(t, b, "/feed.xml", "a.example")
		_, err = b.AskSubscription(ctx, wish(b, "unsubscribe", "/feed.xml", "a.example"), limits)
		must(t, err)
		must(t, b.RefuseSubscription(ctx, kept))
		if got, err := b.Subscription(ctx, b.paper.ID, kept.ID); got.Until == 0 || got.Asked.Mode != "" || err != nil {
			t.Errorf("somebody else ended it: %+v %v", got, err)
		}
	})
	t.Run("failing, dropped, forgotten", func(t *testing.T) {
		b := b.another(t)
		sub := subscribed(t, b, "/feed.xml", "a.example")
		must(t, b.SubscriptionFailing(ctx, b.paper.ID, sub.ID, Noon+5))
		must(t, b.SubscriptionFailing(ctx, b.paper.ID, sub.ID, Noon+9))
		if got, err := b.Subscription(ctx, b.paper.ID, sub.ID); got.FailingSince != Noon+5 || err != nil {
			t.Errorf("%+v %v", got, err)
		}
		must(t, b.SubscriptionSent(ctx, b.paper.ID, sub.ID, "x"))
		if got, err := b.Subscription(ctx, b.paper.ID, sub.ID); got.FailingSince != 0 || got.Sent != "x" || err != nil {
			t.Errorf("%+v %v", got, err)
		}
		must(t, b.DropSubscription(ctx, b.another(t).paper.ID, sub.ID))
		if _, err := b.Subscription(ctx, b.paper.ID, sub.ID); err != nil {
			t.Errorf("another paper dropped it: %v", err)
		}
		must(t, b.DropSubscription(ctx, b.paper.ID, sub.ID))
		gone(t, b, sub.ID)
		ended := subscribed(t, b, "/atom.xml", "a.example")
		waiting, err := b.AskSubscription(ctx, wish(b, "subscribe", "/feed.json", "a.example"), limits)
		must(t, err)
		if _, err := b.ForgetSubscriptions(ctx, Noon+59_999, Noon); err != nil {
			t.Error(err)
		}
		if _, err := b.Subscription(ctx, b.paper.ID, ended.ID); err != nil {
			t.Errorf("forgotten too soon: %v", err)
		}
		if _, err := b.ForgetSubscriptions(ctx, Noon+60_000, Noon+1); err != nil {
			t.Error(err)
		}
		gone(t, b, ended.ID)
		gone(t, b, waiting)
	})
	t.Run("bounds", func(t *testing.T) {
		b := b.another(t)
		refused := func(topic, host string, code news.Code) {
			t.Helper()
			if _, err := b.AskSubscription(ctx, wish(b, "subscribe", topic, host), limits); news.CodeOf(err) != code {
				t.Errorf("%s %s: got %v, want %s", topic, host, err, code)
			}
		}
		for i := range 3 {
			subscribed(t, b, "/feed.xml", fmt.Sprintf("h%d.example", i))
		}
		refused("/feed.xml", "h3.example", news.CodeTooMany)
		subscribed(t, b, "/atom.xml", "h0.example")
		subscribed(t, b, "/feed.json", "h0.example")
		refused("/tag/x/feed.xml", "h9.example", news.CodeTooMany) // the paper has five
		_, err := b.AskSubscription(ctx, wish(b, "subscribe", "/feed.xml", "h0.example"), limits)
		must(t, err) // renewing is always possible
		b = b.another(t)
		for i := range 2 {
			_, err := b.AskSubscription(ctx, wish(b, "subscribe", fmt.Sprintf("/tag/%d/feed.xml", i), "w.example"), limits)
			must(t, err)
		}
		refused("/feed.xml", "w2.example", news.CodeUnavailable)
		b = b.another(t)
		for i := range 4 {
			subscribed(t, b, fmt.Sprintf("/tag/%d/feed.xml", i), "one.example")
		}
		refused("/feed.xml", "one.example", news.CodeTooMany)
	})
}
