// Package account lets people in: tokens for the API, one-time links to sign in with, and whoever they belong to in
// which role.
//
// Every secret is 256 random bits; the store holds its SHA-256 alone, so whoever reads the database cannot use it. A
// secret carries nothing but its randomness, so a plain hash is enough.
package account
