package websub

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/outside"
)

// Store is what the hub asks of the store; package store says what each does.
type Store interface {
	PaperByID(ctx context.Context, id string) (news.Paper, error)
	LastSeq(ctx context.Context) (int64, error)
	Stood(ctx context.Context, paper, article string, before int64) ([]news.List, error)
	EnqueueAll(ctx context.Context, jobs []news.Job) error
	AskSubscription(ctx context.Context, sub news.Subscription, l news.SubscriptionLimits) (id string, err error)
	Subscription(ctx context.Context, paper, id string) (news.Subscription, error)
	Subscriptions(ctx context.Context, paper string, l news.List, now news.Millis) ([]news.Subscription, error)
	SubscribedLists(ctx context.Context, now news.Millis) ([]news.PaperList, error)
	ConfirmSubscription(ctx context.Context, sub news.Subscription, until news.Millis, sent string) error
	RefuseSubscription(ctx context.Context, sub news.Subscription) error
	SubscriptionSent(ctx context.Context, paper, id, sent string) error
	SubscriptionFailing(ctx context.Context, paper, id string, now news.Millis) error
	DropSubscription(ctx context.Context, paper, id string) error
	ForgetSubscriptions(ctx context.Context, now, before news.Millis) (int64, error)
}

// Feed is a feed as it is now.
type Feed struct {
	Type string // media type
	Body []byte
	Name string // of the content: a hash
	Link string // the Link header that names its hub and itself
}

// Feeds finds the feeds of papers.
type Feeds interface {
	// FeedBase is what the addresses of a paper's feeds begin with.
	FeedBase(p news.Paper) string
	// FeedList returns the list that the feed at a path is of. Errors: CodeNotFound.
	FeedList(ctx context.Context, p news.Paper, path string) (news.List, error)
	// FeedNow makes the feed at a path. Errors: CodeNotFound.
	FeedNow(ctx context.Context, p news.Paper, path string) (Feed, error)
	// FeedPaths returns the paths of a list's feeds; none for a list that is no more.
	FeedPaths(ctx context.Context, p news.Paper, l news.List) ([]string, error)
}

// The lease of a subscription, in seconds: what is asked for within bounds, else a fitting one.
const (
	minLease     = 5 * 60
	maxLease     = 30 * 24 * 3600
	defaultLease = 10 * 24 * 3600
)

// Options say how a Hub works.
type Options struct {
	Store        Store
	Feeds        Feeds
	Outside      string // address of a hub elsewhere that is told of changes; "": this one sends them itself
	AllowPrivate bool   // callbacks may be at private addresses
	Now          func() news.Millis
	Log          *slog.Logger            // nil: nothing is logged
	Timeout      time.Duration           // of one request to a subscriber; 0: fifteen seconds
	GiveUp       time.Duration           // a subscriber to whom deliveries fail for so long is dropped; 0: a day
	Limits       news.SubscriptionLimits // zero: DefaultLimits
}

// DefaultLimits are the bounds where nobody set others. A reader of feeds for many people has one subscription a feed,
// however many of them read it.
func DefaultLimits() news.SubscriptionLimits {
	return news.SubscriptionLimits{Topic: 1000, Host: 1000, Paper: 10_000, Waiting: 500}
}

// Hub is a hub. Its methods that take a job are the work of jobs: they may be run again, by any process.
type Hub struct {
	o      Options
	client *http.Client

	mu      sync.Mutex
	pending map[string]*changes // by paper: what has been heard of and not been looked into
	wake    chan struct{}

	making sync.Mutex // one feed is made at a time: many deliveries ask for the same
	made   map[string]madeFeed
}

// New makes a Hub.
func New(o Options) *Hub {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Timeout <= 0 {
		o.Timeout = 15 * time.Second
	}
	if o.GiveUp <= 0 {
		o.GiveUp = 24 * time.Hour
	}
	if o.Limits == (news.SubscriptionLimits{}) {
		o.Limits = DefaultLimits()
	}
	return &Hub{o: o, client: outside.NewClient(outside.Options{AllowPrivate: o.AllowPrivate, Timeout: o.Timeout}),
		pending: map[string]*changes{}, wake: make(chan struct{}, 1), made: map[string]madeFeed{}}
}

// madeFeed is a feed that was made a moment ago.
type madeFeed struct {
	feed Feed
	err  error
	seq  int64       // the ledger's last entry before it was made
	at   news.Millis // when
}

// The bounds of how long, and how many, feeds are held for the next delivery. A moment is long enough for a crowd of
// deliveries, and what an embargo's end or an expiry brings without an entry in the ledger is no later than that.
const (
	heldFor  = 1000 // milliseconds
	heldMost = 16
)

// feed returns the feed at a path as it is now. Deliveries to many subscribers share one making, as long as nothing has
// been written since: what was withdrawn is never sent.
func (h *Hub) feed(ctx context.Context, paper, path string) (Feed, error) {
	h.making.Lock()
	defer h.making.Unlock()
	seq, err := h.o.Store.LastSeq(ctx)
	if err != nil {
		return Feed{}, err
	}
	key, now := paper+path, h.o.Now()
	if m, ok := h.made[key]; ok && m.seq == seq && now >= m.at && now-m.at < heldFor {
		return m.feed, m.err
	}
	p, err := h.o.Store.PaperByID(ctx, paper)
	if err != nil {
		return Feed{}, err
	}
	f, err := h.o.Feeds.FeedNow(ctx, p, path)
	if len(h.made) >= heldMost {
		clear(h.made)
	}
	if err == nil || news.CodeOf(err) == news.CodeNotFound {
		h.made[key] = madeFeed{feed: f, err: err, seq: seq, at: now}
	}
	return f, err
}

// topic returns the address of the feed that a subscription is to.
func (h *Hub) topic(ctx context.Context, sub news.Subscription) (string, error) {
	p, err := h.o.Store.PaperByID(ctx, sub.Paper)
	return h.o.Feeds.FeedBase(p) + sub.Topic, err
}
