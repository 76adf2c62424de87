package store

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/google/uuid"

	"broadsheet/internal/news"
)

// putJob writes a job down. One with the key of a job that waits is that job; when that one is being done already, it is
// done once more afterwards, since it may have looked before this came.
const putJob = `INSERT INTO jobs (id, paper, kind, args, unique_key, run_at, created_at, attempt, holder, again, failure)
	VALUES ($1, nullif($2, ''), $3, $4, $5, $6, $7, 0, '', 0, '')
	ON CONFLICT (kind, unique_key) WHERE unique_key <> '' DO UPDATE SET again = 1 WHERE jobs.holder <> ''`

func insertJob(ctx context.Context, r runner, j news.Job, now news.Millis) error {
	if j.ID == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		j.ID = id.String()
	}
	if j.At == 0 {
		j.At = now
	}
	_, err := r.exec(ctx, putJob, j.ID, j.Paper, j.Kind, string(j.Args), j.Key, int64(j.At), int64(now))
	return wrapped(err, "job", j.Kind)
}

// Enqueue writes a job down in the transaction: it is done if, and only if, the transaction is committed.
func (t *transaction) Enqueue(j news.Job) error {
	if j.Paper == "" {
		j.Paper = t.paper
	}
	t.enqueued = true
	return insertJob(t.ctx, t.run, j, t.at)
}

// Enqueue writes a job down in a transaction of its own.
func (s *Store) Enqueue(ctx context.Context, j news.Job) error {
	return s.EnqueueAll(ctx, []news.Job{j})
}

// EnqueueAll writes jobs down in one transaction of their own.
func (s *Store) EnqueueAll(ctx context.Context, all []news.Job) error {
	err := s.engine.write(ctx, func(r runner) error {
		for _, j := range all {
			if err := insertJob(ctx, r, j, s.now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return s.engine.failure(err)
	}
	s.jobBell.ring()
	return nil
}

// ClaimJobs gives a holder jobs of the kinds named that are due, at most limit, the longest due first. Until the moment
// until, unless it is put off (HoldJobs), nobody else is given them.
func (s *Store) ClaimJobs(ctx context.Context, kinds []string, holder string, now, until news.Millis, limit int) (jobs []news.Job, err error) {
	in, args := inList(3, kinds)
	last := "$" + strconv.Itoa(4+len(args))
	skip := ""
	if s.engine.dialect().forUpdate != "" {
		skip = " FOR UPDATE SKIP LOCKED"
	}
	err = s.engine.write(ctx, func(r runner) error {
		return each(ctx, r, func(rows *sql.Rows) error {
			var j news.Job
			var given string
			err := rows.Scan(&j.ID, &j.Paper, &j.Kind, &given, &j.Key, &j.Attempt)
			j.Args = []byte(given)
			jobs = append(jobs, j)
			return err
		}, `UPDATE jobs SET holder = $1, run_at = $2, attempt = attempt + 1 WHERE id IN (SELECT id FROM jobs
			WHERE run_at <= $3 AND kind IN `+in+` ORDER BY run_at, id LIMIT `+last+skip+`)
			RETURNING id, coalesce(paper, ''), kind, args, unique_key, attempt`, append(append([]any{holder, int64(until), int64(now)}, args...), limit)...)
	})
	return jobs, s.engine.failure(err)
}

// HoldJobs puts off the moment at which a holder is given up.
func (s *Store) HoldJobs(ctx context.Context, holder string, until news.Millis) error {
	_, err := s.change(ctx, `UPDATE jobs SET run_at = $1 WHERE holder = $2`, int64(until), holder)
	return err
}

// FinishJob deletes a job that its holder has done; where it was asked for again meanwhile, it is due now.
func (s *Store) FinishJob(ctx context.Context, id, holder string, now news.Millis) error {
	n, err := s.change(ctx, `DELETE FROM jobs WHERE id = $1 AND holder = $2 AND again = 0`, id, holder)
	if err != nil || n > 0 {
		return err
	}
	_, err = s.change(ctx, `UPDATE jobs SET run_at = $1, holder = '', again = 0, attempt = 0, failure = '' WHERE id = $2 AND holder = $3`,
		int64(now), id, holder)
	return err
}

// PutOffJob gives a job back to be done at another moment: again, after a failure, or never, which keeps it to be looked
// at. attempt is how many attempts have been made of it.
func (s *Store) PutOffJob(ctx context.Context, id, holder string, at news.Millis, attempt int, failure string) error {
	_, err := s.change(ctx, `UPDATE jobs SET run_at = $1, attempt = $2, failure = $3, holder = '', again = 0 WHERE id = $4 AND holder = $5`,
		int64(at), attempt, failure, id, holder)
	return err
}

// NextJob returns when the next job of the kinds named is due, or news.Never.
func (s *Store) NextJob(ctx context.Context, kinds []string) (at news.Millis, err error) {
	in, args := inList(0, kinds)
	err = s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT coalesce(min(run_at), 9223372036854775807) FROM jobs WHERE kind IN `+in, args...).Scan(&at)
	})
	return at, err
}

// CountJobs returns how many jobs wait or are being done, and how many have failed for good.
func (s *Store) CountJobs(ctx context.Context) (open, failed int, err error) {
	err = s.read(ctx, func(r runner) error {
		return r.row(ctx, `SELECT count(*) FILTER (WHERE run_at < 9223372036854775807), count(*) FILTER (WHERE run_at = 9223372036854775807)
			FROM jobs`).Scan(&open, &failed)
	})
	return open, failed, err
}

// SubscribeJobs returns a channel on which something can be received when this process has written jobs down, and a
// function that ends the subscription. Other processes' jobs are found by looking.
func (s *Store) SubscribeJobs() (wake <-chan struct{}, cancel func()) { return s.jobBell.subscribe() }
