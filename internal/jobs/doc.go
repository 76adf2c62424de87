// Package jobs does what has to be done some time after it was asked for, and what has to be done by the clock.
//
// A job is written down by Enqueue in the same store transaction as whatever calls for it: publishing something and the
// work that follows from it are committed together or not at all. Any process over the same store may do it. It is done
// at least once: who does it is given up when he has been silent for a while (a kill, a lost machine), and then another
// does it from the beginning, so work must bear being done twice. What fails is tried again, later and later.
//
// Clock is for what isn't written down as jobs because the articles themselves say it: schedules, embargoes, expiries.
package jobs
