// Package account lets people in: by passkeys, recovery codes and one-time links to sessions in the newsroom, by tokens to the
// API; and says whoever they belong to in which role.
//
// Every secret but a recovery code is 256 random bits; the store holds its SHA-256 alone, so whoever reads the database cannot use it. A
// secret carries nothing but its randomness, so a plain hash is enough; that goes for the 80 bits
// of a recovery code too, which is typed.
package account
