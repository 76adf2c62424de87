package news

// Subscription is somebody's subscription to a feed (W3C WebSub): whoever answers at Callback is sent the feed when it has
// changed, until the lease ends.
type Subscription struct {
	ID           string
	Paper        string
	Topic        string // path of the feed, such as /section/town/feed.xml
	List         List   // what the feed is of
	Callback     string // address
	Host         string // the callback's, in small letters
	Secret       string // deliveries are signed with it; "": they aren't
	Until        Millis // end of the lease; 0: nobody has confirmed yet that it is wanted
	Sent         string // names the content that the subscriber has
	FailingSince Millis // of deliveries; 0: the last one succeeded
	CreatedAt    Millis
	Asked        SubscriptionAsk // what was asked for last and is not confirmed yet
}

// SubscriptionAsk is a request to subscribe or unsubscribe that the subscriber has still to confirm.
type SubscriptionAsk struct {
	Mode   string // subscribe, unsubscribe; "": nothing is asked for
	Secret string
	Lease  int64 // seconds
	At     Millis
}

// SubscriptionLimits bound how many subscriptions there are.
type SubscriptionLimits struct {
	Topic   int // of one feed
	Host    int // of a paper, with callbacks at one host
	Paper   int // of a paper
	Waiting int // of a paper, not confirmed yet
}

// PaperList is a list of a paper.
type PaperList struct {
	Paper string
	List  List
}
