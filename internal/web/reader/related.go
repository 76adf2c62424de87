package reader

import (
	"context"

	"broadsheet/internal/news"
)

// Relater returns what has to do with an article, of which c is the copy that readers see: best first, of what the public
// may see at the moment now.
type Relater func(ctx context.Context, paper, article string, c news.Copy, now news.Millis, limit int) ([]news.Card, error)
