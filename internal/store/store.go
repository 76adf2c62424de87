package store

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"broadsheet/internal/news"
)

// Options say which database to open and with what.
type Options struct {
	Path    string             // SQLite: the database's file, made when it isn't there
	URL     string             // PostgreSQL: postgres://…; wins over Path
	Now     func() news.Millis // the clock; nil: the machine's
	Readers int                // connections that read; 0: a fitting number
	Poll    time.Duration      // how often other processes' writes are looked for, notified or not; 0: half a second
	Log     *slog.Logger       // nil: nothing is logged
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	engine    engine
	now       func() news.Millis
	log       *slog.Logger
	papers    atomic.Pointer[paperSet]
	named     named
	bell      bell
	known     *knownWords // see search_words.go
	jobBell   ears        // rings when this process has written jobs down
	elsewhere ears        // rings when another process has said that it wrote
	stop      context.CancelFunc
	done      chan struct{} // closed when the watcher has ended
}

// Open opens the database, bringing its tables up to date. Errors: CodeInvalid when it isn't Broadsheet's or is newer
// than this program, CodeUnavailable when it cannot be reached; neither changes anything.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = func() news.Millis { return news.At(time.Now()) }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Poll <= 0 {
		o.Poll = time.Second / 2 // so that what nobody was told of is seen within a second
	}
	e, err := openEngine(ctx, o)
	if err != nil {
		return nil, err
	}
	s := &Store{engine: e, now: o.Now, log: o.Log, known: newKnownWords(), done: make(chan struct{})}
	if err := s.start(ctx, o.Poll); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return s, nil
}

// start reads what is kept in memory and begins to watch for writes.
func (s *Store) start(ctx context.Context, poll time.Duration) error {
	last, err := s.LastSeq(ctx)
	if err != nil {
		return err
	}
	s.bell.known.Store(last)
	if err := s.loadPapers(ctx); err != nil {
		return err
	}
	watching, stop := context.WithCancel(context.Background())
	s.stop = stop
	go s.watch(watching, poll)
	return nil
}

// Close ends the watcher and closes the database. What has been acknowledged is on disk already.
func (s *Store) Close() error {
	s.stop()
	<-s.done
	return s.engine.close()
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.LastSeq(ctx)
	return err
}

// Engine names the engine: "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.name() }
