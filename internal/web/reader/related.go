package reader

import (
	"context"

	"broadsheet/internal/news"
)

// Relater returns what has to do with an article, best first, of what the public may see at the moment now.
type Relater func(ctx context.Context, paper, article string, now news.Millis, limit int) ([]news.Card, error)
