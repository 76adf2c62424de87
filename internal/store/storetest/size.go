package storetest

import (
	"os"
	"testing"
)

// Full says whether tests run at the size that the promises name: in script/test, which sets BROADSHEET_TEST_FULL=1.
func Full() bool { return os.Getenv("BROADSHEET_TEST_FULL") == "1" }

// Whole skips a test that is too long for every day: it runs where Full.
func Whole(t testing.TB) {
	t.Helper()
	if !Full() {
		t.Skip("it runs in script/test, and with BROADSHEET_TEST_FULL=1")
	}
}

// Pick returns how much a test does: short where go test has -short, as under the race detector in script/test, whole
// where Full, and else what is right for every day.
func Pick(short, everyDay, whole int) int {
	switch {
	case Full():
		return whole
	case testing.Short():
		return short
	}
	return everyDay
}
