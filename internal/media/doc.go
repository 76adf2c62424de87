// Package media takes pictures in and keeps them. It says by a file's bytes what it is, refuses what is too large before
// anything of it is decoded, reads what the file says of itself, sets it upright and makes renditions of it: JPEG, WebP
// and, later and in the background, AVIF. What a rendition says of itself is who made it and whose it is: places, serial
// numbers and everything else stay in the original, which nobody is shown.
//
// Files are kept under the hash of their content, in a folder or in a bucket of an S3 store, so that an address is good
// for ever and two processes cannot disagree.
package media
