package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"

	"broadsheet/internal/news"
)

const subscriptionColumns = `id, paper, topic, list_of, list_id, callback, host, secret, lease_until, sent, failing_since, created_at,
	asked, asked_secret, asked_lease, asked_at`

func scanSubscription(scan func(...any) error) (s news.Subscription, err error) {
	err = scan(&s.ID, &s.Paper, &s.Topic, &s.List.Of, &s.List.ID, &s.Callback, &s.Host, &s.Secret, &s.Until, &s.Sent, &s.FailingSince, &s.CreatedAt,
		&s.Asked.Mode, &s.Asked.Secret, &s.Asked.Lease, &s.Asked.At)
	return s, err
}

// AskSubscription writes down what somebody asks for and returns the id of the subscription that it is about, which is
// made when there is none. Errors: CodeNotFound when there is none to unsubscribe from, CodeTooMany when there are as many
// as there may be, CodeUnavailable when too many wait to be confirmed.
func (s *Store) AskSubscription(ctx context.Context, sub news.Subscription, l news.SubscriptionLimits) (id string, err error) {
	a := sub.Asked
	err = s.engine.write(ctx, func(r runner) error {
		err := r.row(ctx, `UPDATE subscriptions SET asked = $1, asked_secret = $2, asked_lease = $3, asked_at = $4
			WHERE paper = $5 AND topic = $6 AND callback = $7 RETURNING id`,
			a.Mode, a.Secret, a.Lease, int64(a.At), sub.Paper, sub.Topic, sub.Callback).Scan(&id)
		switch {
		case !errors.Is(err, sql.ErrNoRows):
			return err
		case a.Mode == "unsubscribe":
			return news.Errorf(news.CodeNotFound, "hub.callback", "nothing is subscribed to this feed for this callback")
		}
		if err := mayTakeIn(ctx, r, sub, l); err != nil {
			return err
		}
		made, err := uuid.NewV7()
		if err != nil {
			return err
		}
		id = made.String()
		_, err = r.exec(ctx, `INSERT INTO subscriptions (`+subscriptionColumns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, '', 0, $8, $9, $10, $11, $8)`,
			id, sub.Paper, sub.Topic, sub.List.Of, sub.List.ID, sub.Callback, sub.Host, int64(a.At), a.Mode, a.Secret, a.Lease)
		return wrapped(err, "subscription", id)
	})
	return id, s.engine.failure(err)
}

// mayTakeIn says why there may not be one subscription more.
func mayTakeIn(ctx context.Context, r runner, sub news.Subscription, l news.SubscriptionLimits) error {
	var all, topic, host, waiting int
	err := r.row(ctx, `SELECT count(*), count(*) FILTER (WHERE topic = $2), count(*) FILTER (WHERE host = $3), count(*) FILTER (WHERE lease_until = 0)
		FROM subscriptions WHERE paper = $1`, sub.Paper, sub.Topic, sub.Host).Scan(&all, &topic, &host, &waiting)
	switch {
	case err != nil:
		return err
	case waiting >= l.Waiting:
		return news.Errorf(news.CodeUnavailable, "", "very many subscriptions wait to be confirmed; ask again in some minutes")
	case topic >= l.Topic:
		return news.Errorf(news.CodeTooMany, "hub.topic", "this feed has %d subscriptions, and can have no more", topic)
	case host >= l.Host:
		return news.Errorf(news.CodeTooMany, "hub.callback", "%s has %d subscriptions, and can have no more; end some first", sub.Host, host)
	case all >= l.Paper:
		return news.Errorf(news.CodeTooMany, "", "there are %d subscriptions, and can be no more", all)
	}
	return nil
}

// Subscription returns a subscription. Errors: CodeNotFound.
func (s *Store) Subscription(ctx context.Context, paper, id string) (sub news.Subscription, err error) {
	err = s.read(ctx, func(r runner) error {
		sub, err = scanSubscription(r.row(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE paper = $1 AND id = $2`, paper, id).Scan)
		return found(err, "subscription", id)
	})
	return sub, err
}

// Subscriptions returns the subscriptions to a list's feeds whose lease has not ended by now.
func (s *Store) Subscriptions(ctx context.Context, paper string, l news.List, now news.Millis) ([]news.Subscription, error) {
	return all(ctx, s, scanSubscription, `SELECT `+subscriptionColumns+` FROM subscriptions
		WHERE paper = $1 AND list_of = $2 AND list_id = $3 AND lease_until > $4 ORDER BY id`, paper, l.Of, l.ID, int64(now))
}

// SubscribedLists returns the lists of all papers whose feeds somebody is subscribed to now.
func (s *Store) SubscribedLists(ctx context.Context, now news.Millis) ([]news.PaperList, error) {
	return all(ctx, s, func(scan func(...any) error) (l news.PaperList, err error) {
		err = scan(&l.Paper, &l.List.Of, &l.List.ID)
		return l, err
	}, `SELECT DISTINCT paper, list_of, list_id FROM subscriptions WHERE lease_until > $1 ORDER BY paper, list_of, list_id`, int64(now))
}

// ConfirmSubscription makes what was asked for at a moment so: the subscriber wants it. Whoever has been asked for
// something else meanwhile has that to confirm still, and nothing is changed. sent names the content that the subscriber
// doesn't need to be sent; a subscription that is renewed keeps its own.
func (s *Store) ConfirmSubscription(ctx context.Context, sub news.Subscription, until news.Millis, sent string) error {
	if sub.Asked.Mode == "unsubscribe" {
		_, err := s.change(ctx, `DELETE FROM subscriptions WHERE paper = $1 AND id = $2 AND asked_at = $3 AND asked = 'unsubscribe'`,
			sub.Paper, sub.ID, int64(sub.Asked.At))
		return err
	}
	_, err := s.change(ctx, `UPDATE subscriptions SET secret = asked_secret, sent = CASE WHEN lease_until = 0 THEN $1 ELSE sent END, lease_until = $2,
		failing_since = 0, asked = '', asked_secret = '', asked_lease = 0 WHERE paper = $3 AND id = $4 AND asked_at = $5 AND asked = 'subscribe'`,
		sent, int64(until), sub.Paper, sub.ID, int64(sub.Asked.At))
	return err
}

// RefuseSubscription forgets what was asked for at a moment, since the subscriber doesn't want it, and the subscription
// itself if it never was confirmed.
func (s *Store) RefuseSubscription(ctx context.Context, sub news.Subscription) error {
	return s.engine.failure(s.engine.write(ctx, func(r runner) error {
		_, err := r.exec(ctx, `UPDATE subscriptions SET asked = '', asked_secret = '', asked_lease = 0 WHERE paper = $1 AND id = $2 AND asked_at = $3`,
			sub.Paper, sub.ID, int64(sub.Asked.At))
		if err == nil {
			_, err = r.exec(ctx, `DELETE FROM subscriptions WHERE paper = $1 AND id = $2 AND asked = '' AND lease_until = 0`, sub.Paper, sub.ID)
		}
		return err
	}))
}

// SubscriptionSent writes down which content a subscriber has been sent.
func (s *Store) SubscriptionSent(ctx context.Context, paper, id, sent string) error {
	_, err := s.change(ctx, `UPDATE subscriptions SET sent = $1, failing_since = 0 WHERE paper = $2 AND id = $3`, sent, paper, id)
	return err
}

// SubscriptionFailing writes down that a delivery failed, and since when that is so: from the first failure on.
func (s *Store) SubscriptionFailing(ctx context.Context, paper, id string, now news.Millis) error {
	_, err := s.change(ctx, `UPDATE subscriptions SET failing_since = $1 WHERE paper = $2 AND id = $3 AND failing_since = 0`, int64(now), paper, id)
	return err
}

// DropSubscription ends a subscription; it is no error when there is none.
func (s *Store) DropSubscription(ctx context.Context, paper, id string) error {
	_, err := s.change(ctx, `DELETE FROM subscriptions WHERE paper = $1 AND id = $2`, paper, id)
	return err
}

// ForgetSubscriptions drops the subscriptions whose lease has ended by now, and those that were asked for before a moment
// and have not been confirmed.
func (s *Store) ForgetSubscriptions(ctx context.Context, now, before news.Millis) (int64, error) {
	return s.change(ctx, `DELETE FROM subscriptions WHERE lease_until > 0 AND lease_until <= $1 OR lease_until = 0 AND asked_at < $2`,
		int64(now), int64(before))
}
