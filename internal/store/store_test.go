package store_test

import (
	"testing"

	"broadsheet/internal/store"
	"broadsheet/internal/store/storetest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t testing.TB) store.Options { return storetest.SQLiteOptions(t) })
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	storetest.PostgresOptions(t) // skips here, once and loudly
	storetest.Run(t, func(t testing.TB) store.Options { return storetest.PostgresOptions(t) })
}
