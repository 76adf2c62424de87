package jobs

import (
	"fmt"

	"broadsheet/internal/news"
)

// Enqueue writes a job down in a transaction of the store (Store.Write): it is done if, and only if, the transaction is
// committed. The job belongs to the transaction's paper unless it names another.
func Enqueue(tx news.Tx, j news.Job) error {
	w, ok := tx.(interface{ Enqueue(news.Job) error })
	if !ok {
		return fmt.Errorf("jobs: a %T cannot write jobs down", tx)
	}
	return w.Enqueue(j)
}
