package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"broadsheet/internal/news"
)

// BucketOptions say which bucket of which S3 store.
type BucketOptions struct {
	Endpoint  string // HOST or HOST:PORT
	Bucket    string
	Region    string // empty: us-east-1
	Key       string
	Secret    string
	PlainHTTP bool   // without TLS, for a store on this machine
	Folder    string // before every name; may be empty
}

// Bucket keeps files in a bucket of an S3 store, which several processes share.
type Bucket struct {
	client *minio.Client
	o      BucketOptions
}

var _ Files = (*Bucket)(nil)

// newClient makes a client.
func newClient(o BucketOptions) (*minio.Client, error) {
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	return minio.New(o.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(o.Key, o.Secret, ""), Secure: !o.PlainHTTP, Region: o.Region,
		BucketLookup: minio.BucketLookupAuto})
}

// OpenBucket makes a Bucket, and looks whether it is there.
func OpenBucket(ctx context.Context, o BucketOptions) (*Bucket, error) {
	c, err := newClient(o)
	if err != nil {
		return nil, news.Invalid("--s3-endpoint", "%q is no address of an S3 store (%v); write it like s3.example.org:9000", o.Endpoint, err)
	}
	there, err := c.BucketExists(ctx, o.Bucket)
	if err != nil {
		return nil, news.Errorf(news.CodeUnavailable, "--s3-endpoint", "the S3 store at %s does not answer as it should (%v); look at address, key and secret", o.Endpoint, err)
	}
	if !there {
		return nil, news.Invalid("--s3-bucket", "there is no bucket %q at %s; make it first", o.Bucket, o.Endpoint)
	}
	return &Bucket{c, o}, nil
}

func (b *Bucket) key(name string) string {
	if b.o.Folder == "" {
		return name
	}
	return b.o.Folder + "/" + name
}

// Put keeps a file.
func (b *Bucket) Put(ctx context.Context, name, contentType string, data []byte) error {
	info, err := b.client.StatObject(ctx, b.o.Bucket, b.key(name), minio.StatObjectOptions{})
	if err == nil && info.Size == int64(len(data)) {
		return nil
	}
	_, err = b.client.PutObject(ctx, b.o.Bucket, b.key(name), bytes.NewReader(data), int64(len(data)),
		minio.PutObjectOptions{ContentType: contentType, CacheControl: "public, max-age=31536000, immutable"})
	if err != nil {
		return errors.Join(news.Errorf(news.CodeUnavailable, "", "the picture cannot be kept, as the S3 store does not take it; try again in a moment"), err)
	}
	return nil
}

// Open opens a file.
func (b *Bucket) Open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	o, err := b.client.GetObject(ctx, b.o.Bucket, b.key(name), minio.GetObjectOptions{})
	if err == nil {
		_, err = o.Stat() // which asks
	}
	if err == nil {
		return o, nil
	}
	if r := minio.ToErrorResponse(err); r.StatusCode == http.StatusNotFound {
		return nil, notThere(name)
	}
	return nil, errors.Join(news.Errorf(news.CodeUnavailable, "", "the S3 store does not answer; try again in a moment"), err)
}

// All lists the files that this program keeps in the bucket, in its folder where it has one.
func (b *Bucket) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		ctx, stop := context.WithCancel(ctx) // ends the listing when the caller has enough
		defer stop()
		prefix := b.key("")
		for o := range b.client.ListObjects(ctx, b.o.Bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
			if o.Err != nil {
				yield("", errors.Join(news.Errorf(news.CodeUnavailable, "--s3-bucket", "the S3 store does not list the bucket %s; try again in a moment", b.o.Bucket), o.Err))
				return
			}
			if name := strings.TrimPrefix(o.Key, prefix); isOurs.MatchString(name) && !yield(name, nil) {
				return
			}
		}
	}
}
