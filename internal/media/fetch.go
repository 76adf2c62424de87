package media

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"broadsheet/internal/news"
	"broadsheet/internal/outside"
)

// What fetching a picture may cost.
const (
	fetchTime    = 30 * time.Second
	maxRedirects = 5
)

// Fetcher fetches pictures from other servers, and none from private addresses unless it may.
type Fetcher struct {
	client *http.Client
	most   int64
}

// NewFetcher makes a Fetcher of files of at most so many bytes.
func NewFetcher(most int64, allowPrivate bool) *Fetcher {
	return &Fetcher{most: most, client: outside.NewClient(outside.Options{AllowPrivate: allowPrivate, Timeout: fetchTime, Redirect: follow})}
}

// follow lets a redirect be followed.
func follow(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return news.Invalid("url", "leads on more than %d times; give the picture's own address", maxRedirects)
	}
	return checkURL(r.URL)
}

func checkURL(u *url.URL) error {
	if !outside.IsWeb(u) {
		return news.Invalid("url", "%q is no address that a picture can be fetched from; write it like https://pictures.example.org/gull.jpg", u.Redacted())
	}
	return nil
}

// Get fetches a file.
func (f *Fetcher) Get(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, news.Invalid("url", "is no address; write it like https://pictures.example.org/gull.jpg")
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, news.Invalid("url", "is no address; write it like https://pictures.example.org/gull.jpg")
	}
	r.Header.Set("User-Agent", "Broadsheet")
	r.Header.Set("Accept", "image/jpeg, image/png, image/webp, image/gif")
	answer, err := f.client.Do(r)
	if err != nil {
		return nil, unfetched(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, news.Invalid("url", "answers %s and no picture; look whether the address is right", answer.Status)
	}
	if answer.ContentLength > f.most {
		return nil, tooManyBytes(f.most)
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, f.most+1))
	switch {
	case err != nil:
		return nil, unfetched(err)
	case int64(len(b)) > f.most:
		return nil, tooManyBytes(f.most)
	}
	return b, nil
}

// unfetched says why nothing was fetched, without telling what lies at addresses inside.
func unfetched(err error) error {
	var own *news.Error
	var late interface{ Timeout() bool }
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, outside.ErrPrivate):
		return news.Invalid("url", "leads to a private address, which is not fetched from; the setting fetch-private allows it")
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &late) && late.Timeout():
		return news.Invalid("url", "took longer than %s; try again, or send the file itself", fetchTime)
	}
	return news.Invalid("url", "could not be fetched from; look whether the address is right, or send the file itself")
}
